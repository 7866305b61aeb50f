"""A crossmatch as a person reads it in a terminal of 80 columns."""

from collections.abc import Callable
from typing import Any

from antigone.cli.output import Output
from antigone.cli.printing import LEAD, number, paragraph

SHOWN = 50


def print_crossmatch(output: Output, document: dict[str, Any]) -> None:
    """Lists that have a candidate, pairs of cases, and the cases that were not searched; the rest is counted."""
    lists, names = document["lists"], ", ".join(document["galleries"])
    if not lists and not document["not_searched"]:
        paragraph(output, "There is no open case. `antigone search PHOTO --case NUMBER` opens one.")
        return
    found = sorted((one for one in lists if one["candidates"]), key=_foremost)
    earlier = sum(one["earlier"] for one in lists)
    before = f" {earlier} of the lists were there already." if earlier else ""
    paragraph(
        output,
        f"{len(lists):,} open cases searched for in {names}: {len(found):,} have candidates.{before}",
    )
    output.say()
    if found:
        columns = ("case", "first candidate", "strangers", "score", "candidates")
        _table(output, columns, [_list_row(one) for one in found], right=(2, 3, 4))
    for sentence in _expectations(document):
        paragraph(output, sentence)
        output.say()
    if document["pairs"]:
        output.say("Cases whose persons look alike; perhaps one person lies in both:")
        columns = ("case", "and case", "strangers", "false match rate", "score")
        _table(output, columns, [_pair_row(one) for one in document["pairs"]], right=(2, 3, 4))
    elif len(lists) > 1:
        paragraph(output, "No two of these cases look more alike than strangers would.")
        output.say()
    if document["not_searched"]:
        output.say(f"{len(document['not_searched'])} open cases were not searched:")
        _some(output, document["not_searched"], lambda one: output.say(f"  {one['case']}: {one['reason']}"))
        output.say()
    paragraph(output, LEAD)


def _expectations(document: dict[str, Any]) -> list[str]:
    in_all, lists = document["strangers_in_all"], document["lists"]
    if not document["population"]:
        return ["This pack is not calibrated: the lists are not cut, and what a score means is not known."]
    if not in_all or len(lists) < 2:
        return []
    sentence = (
        f"If none of these persons were in the galleries, about {in_all:,.3g} candidates, all strangers, would stand "
        "on the lists together. A smaller --strangers shortens the work, and may cut somebody who is there."
    )
    return [sentence]


def _foremost(one: dict[str, Any]) -> tuple[float, float]:
    first = one["candidates"][0]
    return first["expected_strangers"] or 0.0, -first["score"]


def _list_row(one: dict[str, Any]) -> tuple[object, ...]:
    first = one["candidates"][0]
    label = first["label"] or "(erased since)"
    return (
        one["case"],
        label,
        number(first, "expected_strangers") or "-",
        f"{first['score']:.3f}",
        len(one["candidates"]),
    )


def _pair_row(one: dict[str, Any]) -> tuple[object, ...]:
    figures = (number(one, name) or "-" for name in ("expected_strangers", "false_match_rate"))
    return (*one["cases"], *figures, f"{one['score']:.3f}")


def _table(output: Output, columns: tuple[str, ...], rows: list[tuple[object, ...]], *, right: tuple[int, ...]) -> None:
    output.table(columns, rows[:SHOWN], right=right)
    _rest(output, len(rows))
    output.say()


def _some(output: Output, items: list[Any], say: Callable[[Any], None]) -> None:
    for one in items[:SHOWN]:
        say(one)
    _rest(output, len(items))


def _rest(output: Output, count: int) -> None:
    if count > SHOWN:
        output.say(f"  ... and {count - SHOWN} more; --json lists all.")
