"""`antigone evaluate`."""

import os
import textwrap
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from antigone.cli.context import ExitCode, common_options
from antigone.cli.output import Output, Ticker
from antigone.cli.printing import WIDTH

SHOWN = 20


@click.command()
@common_options(opens_home=False)
@click.argument("dataset", type=click.Path(path_type=Path))
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for report.html, metrics.json and the figures; made where there is none.",
)
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="What is drawn depends on it.")
@click.option("--draws", type=click.IntRange(2, 100), default=10, show_default=True, help="Galleries to draw.")
@click.option("--workers", type=click.IntRange(1, 256), default=lambda: os.cpu_count() or 1, show_default="cores")
def evaluate(output: Output, dataset: Path, out: Path, *, seed: int, draws: int, workers: int) -> int:
    """Measure the pack in use on photographs of people who are known.

    DATASET is a folder with one sub-folder a person, or a manifest (.csv,
    .jsonl) with the columns identity and photograph; sex, age_band, region and
    condition, where given, show whether errors fall on some groups more than
    on others. It takes 60 people, 30 of them with two photographs.

    Nothing is enrolled and no photograph is kept. Templates are, in the cache
    folder of the home (which need not have been made by `init`), so that a
    second run reads nothing again. The same photographs, pack and seed give
    the same metrics.json.
    """
    began = time.monotonic()
    data, recogniser, refused = _read(output, dataset, workers)
    output.warn("Measuring ...")
    document, files = _measure(data, recogniser, out, seed=seed, draws=draws)
    output.document({"files": [str(path) for path in files], "refused": refused, "metrics": document})
    _print(output, document, refused)
    output.say(f"Report: {files[-1]} ({time.monotonic() - began:.0f} s)")
    return ExitCode.SOME_REFUSED if refused else ExitCode.DONE


def _read(output: Output, dataset: Path, workers: int) -> tuple[Any, Any, list[dict[str, str]]]:
    """The photographs with their templates, the recogniser that made them, and what could not be read."""
    from django.conf import settings  # noqa: PLC0415 (needs Django set up)

    from antigone.casework.galleries.datasets import open_dataset  # noqa: PLC0415
    from antigone.casework.recognition.bridge import open_recogniser  # noqa: PLC0415
    from antigone.casework.recognition.evaluating import evaluation_data, read_labelled, require_people  # noqa: PLC0415

    home = settings.ANTIGONE_HOME
    recogniser = open_recogniser(home, settings.ANTIGONE_PACK)
    opened = open_dataset(dataset)
    require_people(opened.name, opened.photographs)
    with output.progress("Reading", len(opened.photographs)) as ticker:
        outcomes = read_labelled(opened.photographs, recogniser=recogniser, home=home, workers=workers)
        data = evaluation_data(opened.name, _counted(outcomes, ticker), recogniser, unusable=len(opened.refused))
    refused = [{"name": each.name, "reason": each.reason} for each in opened.refused]
    refused += [{"name": photograph.item.name, "reason": error.diagnostics()} for photograph, error in data.refused]
    return data, recogniser, refused


def _counted(outcomes: Iterable[Any], ticker: Ticker) -> Iterator[Any]:
    for outcome in outcomes:
        ticker.advance()
        yield outcome


def _measure(
    data: Any, recogniser: Any, out: Path, *, seed: int, draws: int
) -> tuple[dict[str, Any], tuple[Path, ...]]:
    """The metrics, and the files that hold them."""
    from antigone.engine.evaluation import StudySettings  # noqa: PLC0415 (quick --help)
    from antigone.engine.evaluation import evaluate as study  # noqa: PLC0415
    from antigone.engine.evaluation.report import metrics_document, write_report  # noqa: PLC0415

    found = study(data.data, recogniser.calibration, StudySettings(seed=seed, draws=draws))
    files = write_report(out, found, data.basis)
    return metrics_document(found, data.basis), files


def _print(output: Output, document: dict[str, Any], refused: list[dict[str, str]]) -> None:
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
    if document["expected_strangers"] is None:
        output.say("This pack has no calibration, so it promises nothing about strangers.")
    else:
        output.table(
            ("cut at", "absent with a candidate", "promised", "enrolled missed"),
            [_promise(one) for one in document["expected_strangers"]["promises"]],
            right=(0, 1, 2, 3),
        )
    output.say()
    pairs = document["probable_duplicates"]["pairs"]
    if pairs:
        output.say(f"{len(pairs)} pairs of names may be one person each: they are in the report.")
    _print_refused(output, refused)


def _rows(document: dict[str, Any], opened: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for point in opened["fnir_at_fpir"]:
        label = f"missed at FPIR {100 * point['fpir']:g} % (FNIR)"
        yield (label, *_estimate(point["fnir"])) if point["fnir"] else (label, "-", "too few people")
    cmc = document["closed_set"][document["ranked_by"]]["cmc"]
    first = {name: cmc[name][0] for name in ("value", "low", "high")}
    yield ("at rank 1, all enrolled", *_estimate(first))


def _promise(one: dict[str, Any]) -> tuple[str, str, str, str]:
    return (
        f"{one['expected']:g}",
        _estimate(one["found"])[0],
        f"{one['promised']:.1%}",
        _estimate(one["missed"])[0],
    )


def _estimate(share: dict[str, float]) -> tuple[str, str]:
    return f"{share['value']:.1%}", f"{share['low']:.1%} to {share['high']:.1%}"


def _print_refused(output: Output, refused: list[dict[str, str]]) -> None:
    if refused:
        output.say(f"{len(refused)} were refused:")
    for one in refused[:SHOWN]:
        output.say(f"  {one['name']}: {one['reason']}")
    if len(refused) > SHOWN:
        output.say(f"  ... and {len(refused) - SHOWN} more; --json lists all.")
