"""A face before and after a recipe, as the recognition model would see it: for a person to look at, not to compare."""

from dataclasses import dataclass
from hashlib import sha256 as new_sha256
from io import BytesIO

from PIL import Image as Picture

from antigone.casework.evidence.models import DetectedFace, Photograph
from antigone.casework.evidence.pictures import kept_picture
from antigone.casework.evidence.selectors import originals_folder
from antigone.casework.evidence.storage import read_original
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.portraits import stored_points
from antigone.engine.extraction import parse_recipe
from antigone.engine.extraction.recipes import FaceCut
from antigone.engine.imaging import decode_image
from antigone.engine.types import PixelArray

__all__ = ["TreatedFace", "treated_face"]

SIDE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatedFace:
    """Two PNGs of the same cut."""

    before: bytes
    after: bytes


def treated_face(face: DetectedFace, recipe: str, *, recogniser: Recogniser) -> TreatedFace:
    """Kept in the home's cache until the original goes. recipe: as `parse_recipe` reads it, empty for none.

    Where a recipe averages over several cuts the first is shown, which is cut as the untreated face is. Raises
    StateError or ChecksumMismatch where the original is missing or was changed, UsageError for what is no recipe.
    """
    key = new_sha256(f"{recogniser.manifest.recogniser.alignment} {face.landmarks} {recipe}".encode()).hexdigest()[:16]
    original = face.photograph.sha256

    def picture(name: str, done: str) -> bytes:
        return kept_picture(
            original, f"{name}-{key}.png", lambda: _png(_treated(face.photograph, face, done, recogniser))
        )

    return TreatedFace(before=picture("before", ""), after=picture("after", recipe))


def _treated(photograph: Photograph, face: DetectedFace, recipe: str, recogniser: Recogniser) -> PixelArray:
    image = decode_image(read_original(originals_folder(), photograph.sha256), name=photograph.sha256)
    cut = FaceCut.of(image.pixels, stored_points(face), recogniser.manifest.recogniser.alignment)
    if recipe:
        cut = parse_recipe(recipe).chosen_for(cut).apply(cut)
    chip: PixelArray = cut.chips[0]
    return chip


def _png(pixels: PixelArray) -> bytes:
    file = BytesIO()
    Picture.fromarray(pixels).resize((SIDE, SIDE), Picture.Resampling.LANCZOS).save(file, "PNG")
    return file.getvalue()
