"""What a photograph may ask of the machine, checked before anything is decoded."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Upper bounds, each inclusive.

    max_bytes: of the file.
    max_pixels: of the picture as its header claims it; 80 million is more than the cameras of today's telephones give
        after binning, and takes about 560 MB while it is decoded.
    max_frames: of an animation or a many-page file, though only the first is ever decoded.
    max_scans: passes of a progressive JPEG. Each costs the time of a whole picture for a few bytes; cameras and
        editors write about ten.
    """

    max_bytes: int = 128 * 1024 * 1024
    max_pixels: int = 80_000_000
    max_frames: int = 4_000
    max_scans: int = 100

    def __post_init__(self) -> None:
        values = (self.max_bytes, self.max_pixels, self.max_frames, self.max_scans)
        if min(values) < 1:
            raise ValueError(f"limits must be positive, not {values}")


DEFAULT_LIMITS = Limits()
