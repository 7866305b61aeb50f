"""What `antigone evaluate` found, as a person reads it in a terminal of 80 columns."""

import textwrap
from collections.abc import Iterator
from typing import Any

from antigone.cli.output import Output
from antigone.cli.printing import WIDTH


def print_evaluation(output: Output, document: dict[str, Any]) -> None:
    """The figures of a metrics document that fit on a page; the rest is in the report."""
    data, opened = document["dataset"], document["open_set"][document["ranked_by"]]
    summary = (
        f"{data['name']}: {data['people']:,} people, {data['people_with_two']:,} with two photographs or more, "
        f"{data['photographs']:,} photographs ({len(data['without_face']):,} without a face). "
        f"{opened['subjects']:,} people enrolled, one photograph each; lists of {opened['rank']}."
    )
    output.say(textwrap.fill(summary, WIDTH))
    output.say()
    output.table(("", "", "95 % interval"), [*_rows(document, opened)], right=(1,))
    output.say()
    _print_references(output, document["several_references"])
    if document["expected_strangers"] is None:
        output.say("This pack has no calibration, so it promises nothing about strangers.")
    else:
        output.table(
            ("cut at", "promised", "absent with a candidate", "all probes alike", "enrolled missed"),
            [_promise(one) for one in document["expected_strangers"]["promises"]],
            right=(0, 1, 2, 3, 4),
        )
    output.say()
    if document["ladder"] is not None:
        _print_ladder(output, document["ladder"])
        output.say()
    pairs = document["probable_duplicates"]["pairs"]
    if pairs:
        output.say(f"{len(pairs)} pairs of names may be one person each: they are in the report.")


def _rows(document: dict[str, Any], opened: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for point in opened["fnir_at_fpir"]:
        label = f"missed at FPIR {100 * point['fpir']:g} % (FNIR)"
        yield (label, *_estimate(point["fnir"])) if point["fnir"] else (label, "-", "too few people")
    cmc = document["closed_set"][document["ranked_by"]]["cmc"]
    first = {name: cmc[name][0] for name in ("value", "low", "high")}
    yield ("at rank 1, all enrolled", *_estimate(first))


def _print_references(output: Output, found: dict[str, Any]) -> None:
    """What it is worth to enrol all photographs of a person, where enough people have several."""
    if "reason" in found:
        return
    some = found["with_several"]
    rows = [
        (f"missed at FPIR {100 * point['fpir']:g} % (FNIR)", point["fnir"])
        for point in some["fnir_at_fpir"]
        if point["fnir"]
    ]
    rows.append(("at rank 1", some["rank_1"]))
    ways = ("single", "several")
    output.say(f"{some['mated_people']:,} people have two photographs or more in the gallery where all are enrolled:")
    output.table(
        ("", "one enrolled", "all but the probe"),
        [(label, *(_with_bounds(compared[way]) for way in ways)) for label, compared in rows],
    )
    output.say()


def _promise(one: dict[str, Any]) -> tuple[str, ...]:
    shares = (_estimate(one[name])[0] for name in ("found", "found_overall", "missed"))
    return f"{one['expected']:g}", f"{one['promised']:.1%}", *shares


def _estimate(share: dict[str, float]) -> tuple[str, str]:
    return f"{share['value']:.1%}", f"{share['low']:.1%} to {share['high']:.1%}"


def _with_bounds(share: dict[str, float]) -> str:
    value, bounds = _estimate(share)
    return f"{value} ({bounds})"


def _print_ladder(output: Output, ladder: dict[str, Any]) -> None:
    """Rank 1 and FNIR of every rung, in percent."""
    text = (
        f"Simulated damage, {ladder['probes']:,} probes, {ladder['gallery_subjects']:,} people enrolled, by strength: "
        f"at rank 1 / missed at FPIR {100 * ladder['fpir']:g} % (FNIR), in percent. It validates no tier of decedents."
    )
    output.say(textwrap.fill(text, WIDTH))
    output.say()
    before = _rung(ladder["undegraded"])
    rows = [
        (one["name"], before, *(_rung(rung) for rung in one["strengths"]), _lost(one["strengths"][-1]))
        for one in ladder["degradations"]
    ]
    output.table(("", "0", "1", "2", "3", "4", "5", "no face at 5"), rows, right=(1, 2, 3, 4, 5, 6, 7))


def _rung(rung: dict[str, Any]) -> str:
    return f"{100 * rung['rank_1']['value']:.0f}/{100 * rung['fnir']['value']:.0f}"


def _lost(rung: dict[str, Any]) -> str:
    return f"{rung['detection_failure']['value']:.0%}"
