"""The candidate sheet: the probe at the left, the candidates beside it, to be looked at side by side."""

from antigone.casework.reports.canvas import CARD, QUIET, Canvas, Style
from antigone.casework.reports.documents import CandidateEntry, FacePicture, MapPair, SheetDocument, SheetOutcome
from antigone.casework.reports.furniture import (
    HEADING,
    MARGIN,
    RATIO,
    SMALL,
    TEXT,
    draw_face,
    draw_facts,
    draw_foot,
    draw_head,
    recogniser,
)
from antigone.casework.reports.mapping import draw_map_pair, draw_map_words

WIDTH = 1640
COLUMNS = 4
_SIDEBAR = 420
_GAP = 16
_GRID_LEFT = MARGIN + _SIDEBAR + 40
_CARD_WIDTH = (WIDTH - MARGIN - _GRID_LEFT - (COLUMNS - 1) * _GAP) // COLUMNS
_PADDING = 12
_CHIP = _CARD_WIDTH - 2 * _PADDING
_WORDS = 152
_CARD_HEIGHT = _PADDING + _CHIP + _WORDS + 100
_SMALL_PROBES = 6
_GALLERIES = 8
# More than any left column can need: its texts are bounded in number and in lines.
_TALLEST_SIDEBAR = 6000

_LABEL = Style(size=19, bold=True)
_FIGURE = Style(size=24, bold=True)
_TINY = Style(size=14, ink=QUIET)
_EXPLANATION = (
    "Expected strangers: how many subjects of these galleries would be expected to score at least this if the person "
    "were not among them. 0.01 is one such stranger in a hundred searches; 1 is what chance alone gives in every "
    "search. Relatives and twins may score like the person."
)
_NO_CANDIDATE = {
    SheetOutcome.NO_FACE: (
        "No face was found in the probe",
        "Nothing was searched. Draw the face and its five points by hand, or hand in another photograph.",
    ),
    SheetOutcome.NONE: (
        "No candidate",
        (
            "No subject of these galleries scores higher than strangers do in a search of this size. That is a normal "
            "answer. It does not prove that the person is absent: a poor photograph or a change of the face can hide "
            "them. Another photograph of the person is worth a new search."
        ),
    ),
}


def candidate_sheet(document: SheetDocument) -> bytes:
    """PNG, `WIDTH` pixels wide, as high as it needs. The same document gives the same bytes on the same machine."""
    rows = -(-len(document.candidates) // COLUMNS)
    canvas = Canvas.blank(WIDTH, _TALLEST_SIDEBAR + rows * (_CARD_HEIGHT + _GAP))
    details = f"{document.searched_at} · search {document.search}"
    top = draw_head(canvas, "Candidate sheet", document.case, details, second_column=_GRID_LEFT)
    left_end = _draw_sidebar(canvas, document, top)
    right_end = _draw_grid(canvas, document, top)
    height = draw_foot(canvas, max(left_end, right_end) + 28, (_EXPLANATION, *([RATIO] if document.ratio else [])))
    return canvas.png(height=height, search=document.search)


def _draw_sidebar(canvas: Canvas, document: SheetDocument, y: int) -> int:
    title = "Probe" if len(document.probes) == 1 else f"Probe, {len(document.probes)} photographs"
    y = canvas.line(title, (MARGIN, y), _SIDEBAR, HEADING) + 8
    if document.probes:
        y = draw_face(canvas, document.probes[0], (MARGIN, y), _SIDEBAR) + _GAP
        y = _draw_small_probes(canvas, document.probes[1:], y)
    if document.maps is not None:
        y = _draw_maps(canvas, document.maps, y)
    return draw_facts(canvas, (MARGIN, y + 8), _SIDEBAR, _facts(document))


def _draw_small_probes(canvas: Canvas, probes: tuple[FacePicture, ...], y: int) -> int:
    side = (_SIDEBAR - _GAP) // 2
    shown = probes[:_SMALL_PROBES]
    for start in range(0, len(shown), 2):
        pair = shown[start : start + 2]
        places = [(MARGIN + column * (side + _GAP), y) for column in range(len(pair))]
        y = max(draw_face(canvas, face, place, side) for face, place in zip(pair, places, strict=True)) + _GAP
    if len(probes) > _SMALL_PROBES:
        y = canvas.line(f"and {len(probes) - _SMALL_PROBES} more", (MARGIN, y), _SIDEBAR, SMALL) + _GAP
    return y


def _draw_maps(canvas: Canvas, maps: MapPair, y: int) -> int:
    title = f"Candidate 1: which regions carry the {maps.score}"
    y = canvas.paragraph(title, (MARGIN, y + 8), _SIDEBAR, HEADING, lines=2) + 4
    y = draw_map_pair(canvas, maps, (MARGIN, y), _SIDEBAR, _GAP) + 10
    return draw_map_words(canvas, maps, (MARGIN, y), _SIDEBAR) + _GAP


def _facts(document: SheetDocument) -> list[tuple[str, str]]:
    galleries = [
        ("Gallery searched", f"{gallery.name}: {gallery.subjects:,} subjects, {gallery.templates:,} templates")
        for gallery in document.galleries[:_GALLERIES]
    ]
    if len(document.galleries) > _GALLERIES:
        galleries.append(("Galleries searched", f"and {len(document.galleries) - _GALLERIES} more"))
    return [
        *galleries,
        ("Model pack", recogniser(document.pack, document.recogniser_sha256)),
        ("The figures rest on", document.population),
        ("List cut", _cut(document)),
        *([("Likelihood ratio, candidate 1", document.ratio)] if document.ratio else []),
    ]


def _cut(document: SheetDocument) -> str:
    if document.strangers == "off":
        return "not cut: a closed list, every name is to be seen"
    subjects = "1 subject was" if document.cut == 1 else f"{document.cut:,} subjects were"
    return f"{subjects} left out above {document.strangers} expected strangers"


def _draw_grid(canvas: Canvas, document: SheetDocument, y: int) -> int:
    width = WIDTH - MARGIN - _GRID_LEFT
    if document.outcome is not SheetOutcome.CANDIDATES:
        return _draw_no_candidate(canvas, document.outcome, y, width)
    count = len(document.candidates)
    title = "1 candidate" if count == 1 else f"{count} candidates, fewest expected strangers first"
    y = canvas.line(title, (_GRID_LEFT, y), width, HEADING) + 8
    for place, candidate in enumerate(document.candidates):
        row, column = divmod(place, COLUMNS)
        corner = (_GRID_LEFT + column * (_CARD_WIDTH + _GAP), y + row * (_CARD_HEIGHT + _GAP))
        _draw_card(canvas, candidate, corner)
    return y + -(-count // COLUMNS) * (_CARD_HEIGHT + _GAP)


def _draw_no_candidate(canvas: Canvas, outcome: SheetOutcome, y: int, width: int) -> int:
    title, text = _NO_CANDIDATE[outcome]
    y = canvas.line(title, (_GRID_LEFT, y), width, HEADING) + 8
    canvas.card((_GRID_LEFT, y, width, 150))
    return canvas.paragraph(text, (_GRID_LEFT + 28, y + 28), width - 56, TEXT) + 28


def _draw_card(canvas: Canvas, candidate: CandidateEntry, corner: tuple[int, int]) -> None:
    x, y = corner
    canvas.card((x, y, _CARD_WIDTH, _CARD_HEIGHT))
    x, y = x + _PADDING, y + _PADDING
    canvas.picture(candidate.chip, (x, y), _CHIP)
    _draw_rank(canvas, candidate.rank, (x, y))
    words = canvas.paragraph(candidate.label, (x, y + _CHIP + 8), _CHIP, _LABEL, lines=2)
    words = canvas.line(candidate.subject, (x, words), _CHIP, _TINY)
    words = canvas.line(candidate.gallery, (x, words), _CHIP, _TINY)
    canvas.paragraph(candidate.source, (x, words), _CHIP, _TINY, lines=2)
    # At the same height on every card, however many lines the name takes.
    y = canvas.line(candidate.expected_strangers, (x, y + _CHIP + _WORDS), _CHIP, _FIGURE)
    y = canvas.line("expected strangers", (x, y - 4), _CHIP, _TINY)
    y = canvas.line(f"score {candidate.score:.3f} · ranking {candidate.ranking_score:.2f}", (x, y), _CHIP, _TINY)
    canvas.line(candidate.ratio, (x, y), _CHIP, _TINY)


def _draw_rank(canvas: Canvas, rank: int, corner: tuple[int, int]) -> None:
    style = Style(size=17, bold=True)
    text = str(rank)
    width = 18 + 11 * len(text)
    canvas.image.paste(CARD, (corner[0], corner[1], corner[0] + width, corner[1] + 28))
    canvas.line(text, (corner[0] + 8, corner[1] + 3), width, style)
