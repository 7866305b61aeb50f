"""The comparison sheet: two faces at the same size, one beside the other."""

from antigone.casework.reports.canvas import Canvas, Style
from antigone.casework.reports.documents import ComparisonDocument, MapPair
from antigone.casework.reports.furniture import (
    HEADING,
    MARGIN,
    RATIO,
    draw_face,
    draw_facts,
    draw_foot,
    draw_head,
    recogniser,
)
from antigone.casework.reports.mapping import draw_map_pair, draw_map_words

WIDTH = 1400
_GAP = 24
_SIDE = (WIDTH - 2 * MARGIN - _GAP) // 2
_TALLEST = 4000
_EXPLANATION = (
    "False match rate: how often two photographs of two different people score at least this. Score is the cosine of "
    "the two templates; neither it nor the ranking score is a percentage or a probability. Relatives and twins may "
    "score like the person."
)
_FIGURE = Style(size=28, bold=True)


def comparison_sheet(document: ComparisonDocument) -> bytes:
    """PNG, `WIDTH` pixels wide. The same document gives the same bytes on the same machine."""
    canvas = Canvas.blank(WIDTH, _TALLEST)
    details = f"{document.compared_at} · comparison {document.search}"
    top = draw_head(canvas, "One-to-one comparison", document.case, details, second_column=MARGIN + _SIDE + _GAP)
    y = max(
        draw_face(canvas, document.first, (MARGIN, top), _SIDE),
        draw_face(canvas, document.second, (MARGIN + _SIDE + _GAP, top), _SIDE),
    )
    y = _draw_figures(canvas, document, y + 24)
    if document.maps is not None:
        y = _draw_maps(canvas, document.maps, y)
    height = draw_foot(canvas, y, (_EXPLANATION, RATIO))
    return canvas.png(height=height, search=document.search)


def _draw_figures(canvas: Canvas, document: ComparisonDocument, y: int) -> int:
    figures = (
        ("False match rate", document.false_match_rate),
        ("Ranking score", f"{document.ranking_score:.2f}"),
        ("Score", f"{document.score:.3f}"),
    )
    column = _SIDE // len(figures)
    for place, (name, value) in enumerate(figures):
        canvas.line(value, (MARGIN + place * column, y), column - _GAP, _FIGURE)
        canvas.line(name, (MARGIN + place * column, y + _FIGURE.leading), column - _GAP, Style(size=15))
    facts = (
        ("Likelihood ratio", document.ratio),
        ("Model pack", recogniser(document.pack, document.recogniser_sha256)),
        ("The figures rest on", document.population),
    )
    return draw_facts(canvas, (MARGIN + _SIDE + _GAP, y), _SIDE, facts) + 16


def _draw_maps(canvas: Canvas, maps: MapPair, y: int) -> int:
    y = canvas.line(f"Which regions carry the {maps.score}", (MARGIN, y), 2 * _SIDE, HEADING) + 8
    pictures = draw_map_pair(canvas, maps, (MARGIN, y), _SIDE, _GAP)
    words = draw_map_words(canvas, maps, (MARGIN + _SIDE + _GAP, y), _SIDE)
    return max(pictures, words) + 24
