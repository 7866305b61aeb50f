"""What every sheet has in common: the head with the case, the small facts, the words at the foot."""

from collections.abc import Sequence

from antigone.casework.reports.canvas import QUIET, Canvas, Style
from antigone.casework.reports.documents import FacePicture

MARGIN = 48
TITLE = Style(size=34, bold=True)
HEADING = Style(size=19, bold=True)
TEXT = Style(size=17)
SMALL = Style(size=15, ink=QUIET)
HASH_DIGITS = 12
# They come worst first.
_WARNINGS = 4
# A likelihood ratio with its validation data is the longest of them.
_FACT_LINES = 9

LEAD = (
    "This sheet is a lead for trained examiners. It does not say who anybody is, and no score on it does. A case is "
    "closed by a primary identifier (fingerprints, teeth, DNA) or by the decision of the official who may take it."
)
DISCRETION = "This sheet may show a person who has died. It is for the officials of this case only."
RATIO = (
    "Likelihood ratio (LR): how much likelier two photographs score so if they show one person than if they show two, "
    "of people in the condition named; log10 +2 is a hundred times. It is no probability that they show one person: "
    "that takes everything else that is known of the case."
)
UNWRITTEN = "Some letters are missing here: install the DejaVu or Noto fonts on this machine and print the sheet again."


def draw_head(canvas: Canvas, title: str, case: str, details: str, *, second_column: int) -> int:
    """Title at the left, case at the second column, details below, a rule. Returns the y below."""
    width = canvas.image.width - 2 * MARGIN
    canvas.line(title, (MARGIN, MARGIN), second_column - MARGIN, TITLE)
    y = canvas.line(f"Case {case}", (second_column, MARGIN), MARGIN + width - second_column, TITLE)
    y = canvas.line(details, (MARGIN, y + 4), width, SMALL)
    canvas.rule(MARGIN, y + 10, width)
    return y + 34


def draw_foot(canvas: Canvas, y: int, sentences: Sequence[str]) -> int:
    """A rule and the sentences, `LEAD` first. Returns the height of the finished page."""
    width = canvas.image.width - 2 * MARGIN
    canvas.rule(MARGIN, y, width)
    y = canvas.paragraph(LEAD, (MARGIN, y + 18), width, TEXT)
    for sentence in (*sentences, DISCRETION, *([UNWRITTEN] if canvas.unwritten else [])):
        y = canvas.paragraph(sentence, (MARGIN, y + 4), width, SMALL)
    return y + MARGIN // 2


def draw_facts(canvas: Canvas, at: tuple[int, int], width: int, facts: Sequence[tuple[str, str]]) -> int:
    """Name over value, one below the other, each of `_FACT_LINES` at most. Returns the y below."""
    x, y = at
    for name, value in facts:
        y = canvas.line(name, (x, y), width, SMALL)
        y = canvas.paragraph(value, (x, y - 2), width, TEXT, lines=_FACT_LINES) + 8
    return y


def draw_face(canvas: Canvas, face: FacePicture, at: tuple[int, int], side: int) -> int:
    """The chip, its file name and its worst warnings below. Returns the y below."""
    x, y = at
    canvas.picture(face.chip, at, side)
    y = canvas.line(face.file, (x, y + side + 6), side, SMALL)
    for warning in face.warnings[:_WARNINGS]:
        y = canvas.paragraph(warning, (x, y + 2), side, SMALL, lines=3)
    return y


def recogniser(pack: str, sha256: str) -> str:
    return f"{pack}, recogniser {sha256[:HASH_DIGITS]}"
