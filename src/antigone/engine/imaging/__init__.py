"""Untrusted bytes to an upright RGB image, with what the file says about itself; or one clear refusal."""

from antigone.engine.imaging.decode import decode_image, read_image
from antigone.engine.imaging.files import read_bytes
from antigone.engine.imaging.formats import PhotoFormat
from antigone.engine.imaging.limits import DEFAULT_LIMITS, Limits
from antigone.engine.imaging.names import printable

__all__ = ["DEFAULT_LIMITS", "Limits", "PhotoFormat", "decode_image", "printable", "read_bytes", "read_image"]
