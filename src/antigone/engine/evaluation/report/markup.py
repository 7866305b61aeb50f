"""The little HTML a report needs; every text is escaped here."""

from collections.abc import Collection, Iterable, Sequence
from html import escape

from antigone.engine.scoring import Estimate

NONE = "–"


def heading(text: str, level: int = 2) -> str:
    return f"<h{level}>{_text(text)}</h{level}>\n"


def paragraph(text: str, *, kind: str = "") -> str:
    return f'<p class="{kind}">{_text(text)}</p>\n' if kind else f"<p>{_text(text)}</p>\n"


def figure(svg: str, meaning: str) -> str:
    """svg: an element, trusted. meaning: a sentence or two."""
    return f'<figure><div class="scroll">{svg}</div><figcaption>{_text(meaning)}</figcaption></figure>\n'


def cards(values: Iterable[tuple[str, str]]) -> str:
    """Figures that stand out, each with what it is."""
    inside = "".join(
        f'<div class="card"><b>{_text(value)}</b><span>{_text(meaning)}</span></div>' for value, meaning in values
    )
    return f'<div class="cards">{inside}</div>\n'


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, text: Collection[int] = (0,)) -> str:
    """Cells are texts, Estimates that are shares, or None. Columns that are not in `text` are numbers, flush right."""
    kinds = ["" if place in text else ' class="number"' for place in range(len(columns))]
    head = "".join(f"<th{kind}>{_text(name)}</th>" for kind, name in zip(kinds, columns, strict=True))
    lines = ("".join(f"<td{kind}>{_cell(cell)}</td>" for kind, cell in zip(kinds, row, strict=True)) for row in rows)
    body = "".join(f"<tr>{line}</tr>\n" for line in lines)
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table></div>\n'


def facts(rows: Iterable[tuple[str, str]]) -> str:
    """Names and what they are."""
    body = "".join(f"<tr><th>{_text(name)}</th><td>{_text(text)}</td></tr>\n" for name, text in rows)
    return f'<div class="scroll"><table><tbody>\n{body}</tbody></table></div>\n'


def share(value: float) -> str:
    """A measured share as a percentage: one digit after the point, more where it is small."""
    percent = 100 * value
    return f"{percent:.1f} %" if percent >= 1 or percent == 0 else f"{percent:.2g} %"


def target(value: float) -> str:
    """A share that was set, not measured."""
    return f"{100 * value:g} %"


def span(estimate: Estimate) -> str:
    """The bounds of a share."""
    return f"{share(estimate.low)} to {share(estimate.high)}"


def _cell(cell: object) -> str:
    if cell is None:
        return NONE
    if isinstance(cell, Estimate):
        return f'{_text(share(cell.value))} <span class="range">{_text(span(cell))}</span>'
    return _text(str(cell))


def _text(text: str) -> str:
    """Escaped; a number and its percent sign stay on one line."""
    return escape(text).replace(" %", "&nbsp;%")
