"""The demo's material: portraits out of ordinary packages, a probe in bad condition, and what to learn from it.

Nothing is in this repository: the pictures are members of archives that `make setup` fetched with their hashes checked,
and of an installed package.
"""

import importlib.util
import io
import tarfile
from pathlib import Path

from PIL import Image, ImageDraw, ImageEnhance

from antigone.engine.errors import StateError

ARCHIVE = "face_recognition-1.3.0.tar.gz"
ENROLLED = {"Barack Obama": "obama.jpg", "Joe Biden": "biden.jpg"}
PROBE = "obama3.jpg"
HOPPER = "mpl-data/sample_data/grace_hopper.jpg"
LONGEST_SIDE = 1200

WHAT_IT_SHOWS = (
    "What this shows: the person is found by another photograph, taken years later, in bad condition. `strangers` is "
    "the figure to read first: how many people of this gallery would score at least this if the person were not in it. "
    "Far below 1, the candidate is worth an examiner's time; near 1 or above, a stranger is as likely, and the list "
    "is cut there."
)
WHAT_IT_DOES_NOT = (
    "What it does not show: that the two are one person. That is for two examiners and a primary identifier. Nor how "
    "well it works on the dead: no photograph of a dead person was used to measure it. The starter pack is a weak "
    "recogniser; a stronger one can be added (antigone models add)."
)
NEXT_STEPS = """
Your own photographs, in three commands (a folder with one file or one sub-folder
a person):

  .venv/bin/antigone init
  .venv/bin/antigone enrol FOLDER --gallery missing --basis family
  .venv/bin/antigone search PHOTO --case NUMBER --sheet candidates.png
"""


def write_portraits(archives: Path, folder: Path) -> Path:
    """One portrait a person, named for the person."""
    folder.mkdir()
    for name, member in ENROLLED.items():
        (folder / f"{name}.jpg").write_bytes(_member(archives, member))
    (folder / "Grace Hopper.jpg").write_bytes(_hopper().read_bytes())
    return folder


def write_probe(archives: Path, folder: Path) -> Path:
    """Another photograph of one of them in bad condition: lying, dark, a part covered, recompressed."""
    with Image.open(io.BytesIO(_member(archives, PROBE)), formats=["JPEG"]) as picture:
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        spoilt = ImageEnhance.Brightness(picture.convert("RGB")).enhance(0.35)
    width, height = spoilt.size
    # A strip as of a bandage across the forehead, placed for this photograph.
    left, top, right, bottom = (0.45, 0.110, 0.62, 0.140)
    strip = [left * width, top * height, right * width, bottom * height]
    ImageDraw.Draw(spoilt).rectangle(strip, fill=(46, 38, 30))
    path = folder / "probe.jpg"
    spoilt.rotate(97, expand=True, resample=Image.Resampling.BICUBIC).save(path, quality=30)
    return path


def _member(archives: Path, name: str) -> bytes:
    try:
        with tarfile.open(archives / ARCHIVE) as archive:
            stream = archive.extractfile(f"{ARCHIVE.removesuffix('.tar.gz')}/tests/test_images/{name}")
            if stream is not None:
                return stream.read()
    except (OSError, tarfile.TarError, KeyError) as error:
        raise StateError(f"The demo's portraits are not in {archives}: {error}.", advice="Run `make setup`.") from error
    raise StateError(f"{ARCHIVE} holds no {name}.", advice="Run `make setup`.")


def _hopper() -> Path:
    """Found, not imported: nothing of the program needs matplotlib."""
    package = importlib.util.find_spec("matplotlib")
    for folder in (package.submodule_search_locations or []) if package else []:
        if (Path(folder) / HOPPER).exists():
            return Path(folder) / HOPPER
    raise StateError("The demo takes a portrait from the package matplotlib.", advice="Run `make setup`.")
