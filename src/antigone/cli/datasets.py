"""Photographs of people who are known, read for the commands that measure on them."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from antigone.cli.output import Output, Ticker

SHOWN = 20


def read_dataset(
    output: Output, opened: Any, recogniser: Any, *, home: Path, workers: int
) -> tuple[Any, list[dict[str, str]]]:
    """The opened data set's photographs with their templates, and what could not be read; with a progress bar."""
    from antigone.casework.recognition.evaluating import evaluation_data, read_labelled  # noqa: PLC0415 (needs Django)

    with output.progress("Reading", len(opened.photographs)) as ticker:
        outcomes = read_labelled(opened.photographs, recogniser=recogniser, home=home, workers=workers)
        data = evaluation_data(opened.name, _counted(outcomes, ticker), recogniser, unusable=len(opened.refused))
    refused = [{"name": each.name, "reason": each.reason} for each in opened.refused]
    refused += [{"name": photograph.item.name, "reason": error.diagnostics()} for photograph, error in data.refused]
    return data, refused


def print_refused(output: Output, refused: list[dict[str, str]]) -> None:
    """The first of them, each with its reason."""
    if refused:
        output.say(f"{len(refused)} were refused:")
    for one in refused[:SHOWN]:
        output.say(f"  {one['name']}: {one['reason']}")
    if len(refused) > SHOWN:
        output.say(f"  ... and {len(refused) - SHOWN} more; --json lists all.")


def _counted(outcomes: Iterable[Any], ticker: Ticker) -> Iterator[Any]:
    for outcome in outcomes:
        ticker.advance()
        yield outcome
