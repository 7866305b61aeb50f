"""A typeface that can write the names: found on the machine, since none may be carried along.

Pillow's own default knows Latin letters only. DejaVu Sans writes Latin, Cyrillic, Greek, Arabic, Hebrew, Armenian and
Georgian; the Noto fonts and macOS's Arial Unicode add the rest where they are installed.
"""

import importlib.util
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import ImageFont

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

# Regular and bold, the one that covers most scripts first. Pillow looks in the font folders of Linux and macOS itself.
_FAMILIES = (
    ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"),
    ("NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"),
    ("NotoSansDevanagari-Regular.ttf", "NotoSansDevanagari-Bold.ttf"),
    ("Arial Unicode.ttf", "Arial Unicode.ttf"),
)
# A code point that no font has, so that what it draws is the sign for a missing letter.
_NOWHERE = "\U0010ffff"
_PROBE_SIZE = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Typeface:
    """Font files of one family. `None` stands for Pillow's default."""

    regular: str | None
    bold: str | None

    def font(self, size: int, *, bold: bool = False) -> Font:
        file = self.bold if bold else self.regular
        return ImageFont.truetype(file, size) if file else ImageFont.load_default(size)

    def missing(self, text: str) -> int:
        """How many different letters of `text` this family cannot write."""
        font = self.font(_PROBE_SIZE)
        nothing = _drawn(font, _NOWHERE)
        return sum(1 for letter in set(text) if not letter.isspace() and _drawn(font, letter) == nothing)


def installed_typefaces() -> tuple[Typeface, ...]:
    """All families found on this machine, the most able first; Pillow's default last."""
    found = [Typeface(regular=regular, bold=bold) for regular, bold in _installed()]
    return (*found, Typeface(regular=None, bold=None))


def typeface_for(text: str, typefaces: Iterable[Typeface]) -> Typeface:
    """The family that writes most of `text`; the first of those that write it equally well.

    One family a line: splitting a line by letters would tear the order of right-to-left text.
    """
    gaps: list[tuple[int, Typeface]] = []
    for typeface in typefaces:
        gaps.append((typeface.missing(text), typeface))
        if not gaps[-1][0]:
            break
    return min(gaps, key=lambda gap: gap[0])[1]


def _installed() -> Iterator[tuple[str, str]]:
    for names in _FAMILIES:
        for folder in ("", *_carried_folders()):
            try:
                files = [str(ImageFont.truetype(str(Path(folder, name)), _PROBE_SIZE).path) for name in names]
            except OSError:
                continue
            yield files[0], files[1]
            break


def _carried_folders() -> tuple[str, ...]:
    """Where matplotlib, if it happens to be installed, keeps DejaVu Sans; it is not imported."""
    spec = importlib.util.find_spec("matplotlib")
    places = spec.submodule_search_locations if spec else None
    return tuple(str(Path(place, "mpl-data", "fonts", "ttf")) for place in places or ())


def _drawn(font: Font, letter: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(letter)
    return mask.size, bytes(mask)
