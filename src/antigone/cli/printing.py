"""Search and comparison documents as a person reads them in a terminal of 80 columns."""

import textwrap
from pathlib import Path
from typing import Any

from antigone.cli.output import Output

WIDTH = 80
LEAD = (
    "This is a list of leads for examiners, not an identity: a primary identifier (fingerprints, teeth, DNA) or an "
    "official decision closes a case."
)


def print_search(output: Output, document: dict[str, Any], *, sheet: Path | None) -> None:
    """The candidate list with its figures, what was cut, and what the figures rest on."""
    _print_probes(output, document)
    counts = document["searched"]
    names = ", ".join(gallery["name"] for gallery in document["galleries"]) or "no gallery"
    output.say(
        f"Case {document['case']}: {counts['subjects']:,} subjects ({counts['references']:,} templates) of {names}."
    )
    output.say()
    if document["outcome"] == "candidates":
        _print_candidates(output, document)
    else:
        paragraph(output, _nobody(document))
    output.say()
    for explanation in _explanations(document):
        paragraph(output, explanation)
        output.say()
    _print_warnings(output, document)
    paragraph(output, LEAD)
    if sheet is not None:
        output.say(f"Candidate sheet: {sheet}")


def print_comparison(output: Output, document: dict[str, Any], *, sheet: Path | None) -> None:
    """The figures of two photographs."""
    _print_probes(output, document)
    if document["outcome"] == "no_face":
        paragraph(output, "No face was found in one of the photographs: draw it by hand with --box or --points.")
        return
    rate = number(document, "false_match_rate")
    output.say(f"score           {document['score']:.3f}")
    if document["ranking_score"] is not None:
        output.say(f"ranking score   {document['ranking_score']:.2f}")
    output.say(f"false match rate {rate or 'not calibrated'}")
    output.say()
    if ratio := _ratio(document, document):
        paragraph(output, ratio)
        output.say()
    if rate:
        paragraph(
            output,
            "The false match rate says how often two photographs of two different people score at least this. "
            "It does not say how likely these two are one person.",
        )
        output.say()
    _print_warnings(output, document)
    paragraph(output, LEAD)
    if sheet is not None:
        output.say(f"Comparison sheet: {sheet}")


def number(document: dict[str, Any], name: str) -> str:
    """A figure of a document in words of numbers; empty where it is null."""
    from antigone.casework.reports.wording import figure_text  # noqa: PLC0415 (needs Django set up)

    if document.get(name) is None:
        return ""
    return figure_text({"value": document[name], "resolved": document[f"{name}_resolved"]})


def paragraph(output: Output, text: str, *, indent: str = "") -> None:
    """A text of whole lines."""
    output.say(textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent))


def _print_probes(output: Output, document: dict[str, Any]) -> None:
    for probe in document["probes"]:
        turned = f", turned by {probe['rotation']} degrees" if probe["rotation"] else ""
        by_hand = ", face drawn by hand" if probe["landmarks_by"] == "hand" else ""
        recipe = ", recipe auto left the face as it is" if probe["recipe"] and not probe["recipe"]["steps"] else ""
        output.say(f"Probe {probe['file']}{turned}{by_hand}{recipe}")
        for warning in (*probe["warnings"], *filter(None, [probe["refused"]])):
            paragraph(output, f"! {warning}", indent="  ")


def _print_candidates(output: Output, document: dict[str, Any]) -> None:
    rows = []
    for one in document["candidates"]:
        low, high = (one.get(f"expected_strangers_{end}") for end in ("low", "high"))
        bounds = f"{_short(low)} to {_short(high)}" if low is not None else ""
        rows.append(
            (
                one["rank"],
                one["label"] or "(erased since)",
                number(one, "expected_strangers") or "-",
                bounds,
                f"{one['score']:.3f}",
                "-" if one["ranking_score"] is None else f"{one['ranking_score']:.2f}",
            )
        )
    columns = ("", "subject", "strangers", "95 % bounds", "score", "ranking")
    output.table(columns, rows, right=(0, 2, 4, 5))


def _print_warnings(output: Output, document: dict[str, Any]) -> None:
    for warning in document["warnings"]:
        output.say(textwrap.fill(warning, WIDTH, initial_indent="- ", subsequent_indent="  "))
    if document["warnings"]:
        output.say()


def _short(value: float) -> str:
    return f"{float(f'{value:.2g}'):g}"


def _nobody(document: dict[str, Any]) -> str:
    if document["outcome"] == "no_face":
        return (
            "No face was found. Draw it by hand: --box x,y,w,h, or --points 'x,y x,y x,y x,y x,y' "
            "(right eye, left eye, nose tip, right and left mouth corner)."
        )
    if not document["searched"]["subjects"]:
        return "There is nobody to compare with: the galleries are empty, or the filter leaves nobody."
    return (
        "No candidate. Nobody in the galleries looks more like the person than strangers would. "
        "That is a normal answer: the person may not be among them."
    )


def _explanations(document: dict[str, Any]) -> list[str]:
    found = []
    settings = document["settings"]
    if document["cut"]:
        limit = settings["strangers"]
        expected = "more than one stranger is expected" if limit == 1 else f"more than {limit:g} strangers are expected"
        found.append(f"{document['cut']} more were cut: at their scores {expected}. --strangers off shows them.")
    first = document["candidates"][0] if document["candidates"] else None
    if first and first["expected_strangers"] is not None:
        strangers = number(first, "expected_strangers").replace("< ", "fewer than ")
        found.append(
            f"Strangers: if the person were not among these {document['searched']['subjects']:,} subjects, "
            f"{strangers} of them would score as high as rank 1. Far below 1 is worth an examiner's time; "
            "at 1 a stranger is as likely."
        )
    if first and (ratio := _ratio(document, first)):
        found.append(ratio)
    return found


def _ratio(document: dict[str, Any], shown: dict[str, Any]) -> str:
    """The likelihood ratio of a candidate or comparison, or why there is none; empty where nothing was said of it."""
    from antigone.casework.reports.wording import ratio_text  # noqa: PLC0415 (needs Django set up)

    if shown["llr"] is not None:
        rank = "Rank 1, " if shown is not document else ""
        return f"{rank}{ratio_text(shown['llr'])} The ratio is of the photographs; it is no probability."
    absent = document["absent"].get("llr", "")
    return f"No likelihood ratio: {absent}." if absent else ""
