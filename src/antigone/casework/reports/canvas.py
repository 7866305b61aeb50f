"""A page to write and paste on: words cut or wrapped to the room they have, pictures fitted into squares."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO

from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from antigone.casework.reports.typefaces import Font, Typeface, installed_typefaces, typeface_for
from antigone.engine.types import PixelArray

Grey = tuple[int, int, int]

# Neutral greys only: a coloured ground shifts how skin is seen, and no figure may look like a verdict.
GROUND: Grey = (214, 214, 214)
CARD: Grey = (236, 236, 236)
EMPTY: Grey = (190, 190, 190)
RULE: Grey = (168, 168, 168)
INK: Grey = (28, 28, 28)
QUIET: Grey = (84, 84, 84)

_MAX_TEXT = 1000
_JOINERS = "\u200c\u200d"
_PICTURE_EDGE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a piece of text looks; size in pixels."""

    size: int
    bold: bool = False
    ink: Grey = INK

    @property
    def leading(self) -> int:
        """From one line's top to the next."""
        return round(self.size * 1.38)


@dataclass(slots=True, kw_only=True)
class Canvas:
    """A page under the pen. `unwritten` counts letters that no typeface of this machine has."""

    image: Image.Image
    typefaces: Sequence[Typeface] = field(default_factory=installed_typefaces)
    unwritten: int = 0

    @classmethod
    def blank(cls, width: int, height: int) -> "Canvas":
        return cls(image=Image.new("RGB", (width, height), GROUND))

    def line(self, text: str, at: tuple[int, int], width: int, style: Style) -> int:
        """One line, ellipsised to `width`. Returns the y below it."""
        cleaned = clean(text)
        typeface = typeface_for(cleaned, self.typefaces)
        self.unwritten += typeface.missing(cleaned)
        font = typeface.font(style.size, bold=style.bold)
        ImageDraw.Draw(self.image).text(at, ellipsised(cleaned, font, width), font=font, fill=style.ink)
        return at[1] + style.leading

    def width_of(self, text: str, style: Style) -> int:
        """Pixels that a line takes."""
        font = typeface_for(text, self.typefaces).font(style.size, bold=style.bold)
        return round(font.getlength(text))

    def paragraph(self, text: str, at: tuple[int, int], width: int, style: Style, *, lines: int = 6) -> int:
        """Wrapped between words, the last of `lines` ellipsised. Returns the y below it."""
        cleaned = clean(text)
        font = typeface_for(cleaned, self.typefaces).font(style.size, bold=style.bold)
        y = at[1]
        for wrapped in wrapped_lines(cleaned, font, width, limit=lines):
            y = self.line(wrapped, (at[0], y), width, style)
        return y

    def picture(self, chip: PixelArray | None, at: tuple[int, int], side: int) -> None:
        """A chip, as large as fits into a square; a plain field with a word where there is none."""
        x, y = at
        ImageDraw.Draw(self.image).rectangle((x, y, x + side - 1, y + side - 1), fill=EMPTY)
        if chip is None:
            style = Style(size=max(14, side // 16), ink=QUIET)
            self.line("no picture", (x + _PICTURE_EDGE * 2, y + side // 2 - style.size), side, style)
            return
        scale = side / max(chip.shape)
        size = (max(1, round(chip.shape[1] * scale)), max(1, round(chip.shape[0] * scale)))
        fitted = Image.fromarray(chip).resize(size, Image.Resampling.LANCZOS)
        self.image.paste(fitted, (x + (side - fitted.width) // 2, y + (side - fitted.height) // 2))

    def card(self, box: tuple[int, int, int, int]) -> None:
        """A lighter field; box is left, top, width, height."""
        x, y, width, height = box
        ImageDraw.Draw(self.image).rounded_rectangle((x, y, x + width - 1, y + height - 1), radius=8, fill=CARD)

    def rule(self, x: int, y: int, width: int) -> None:
        ImageDraw.Draw(self.image).line((x, y, x + width, y), fill=RULE, width=2)

    def png(self, *, height: int, search: str) -> bytes:
        """The page down to `height`; the search's id is all that is written beside the pixels."""
        note = PngInfo()
        note.add_text("Search", search)
        file = BytesIO()
        self.image.crop((0, 0, self.image.width, height)).save(file, "PNG", pnginfo=note)
        return file.getvalue()


def clean(text: str) -> str:
    """`text` on one line, without what could reorder or hide letters, no longer than any sheet has room for."""
    kept = (c if unicodedata.category(c) not in {"Cc", "Cs", "Zl", "Zp"} else " " for c in text[:_MAX_TEXT])
    return " ".join("".join(c for c in kept if c in _JOINERS or unicodedata.category(c) != "Cf").split())


def ellipsised(text: str, font: Font, width: int) -> str:
    """The longest beginning of `text` that fits, with an ellipsis where something was cut."""
    if font.getlength(text) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if font.getlength(text[:middle].rstrip() + "…") <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…"


def wrapped_lines(text: str, font: Font, width: int, *, limit: int) -> list[str]:
    """Lines of whole words; what does not fit into `limit` lines stays on the last, to be ellipsised."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and (font.getlength(longer) <= width or len(lines) == limit):
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
