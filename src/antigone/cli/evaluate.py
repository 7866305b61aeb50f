"""`antigone evaluate`."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from antigone.cli.context import ExitCode, common_options, device_option
from antigone.cli.datasets import print_refused, read_dataset
from antigone.cli.output import Output
from antigone.cli.printing_evaluation import print_evaluation
from antigone.engine.cores import usable_cores
from antigone.engine.errors import UsageError

LADDER_PROBES = 200


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
@click.option("--ladder", is_flag=True, help="Also search with probes that are damaged step by step. Takes long.")
@click.option(
    "--ladder-probes",
    "probes",
    type=click.IntRange(30, 100_000),
    help=f"People to search for on the ladder.  [default: {LADDER_PROBES}]",
)
@click.option("--workers", type=click.IntRange(1, 256), default=usable_cores, show_default="cores")
@device_option
def evaluate(output: Output, dataset: Path, out: Path, *, workers: int, **how: Any) -> int:
    """Measure the pack in use on photographs of people who are known.

    DATASET is a folder with one sub-folder a person, or a manifest (.csv,
    .jsonl) with the columns identity and photograph; sex, age_band, region and
    condition, where given, show whether errors fall on some groups more than
    on others. It takes 60 people, 30 of them with two photographs.

    Nothing is enrolled and no photograph is kept. Templates are, in the cache
    folder of the home (which need not have been made by `init`), so that a
    second run reads nothing again. The same photographs, pack, device and seed
    give the same metrics.json. The main figures, without names, are kept for the
    pack's model card (`antigone models show`).

    The ladder simulates what mortuary and field pictures suffer, 22 kinds of
    damage at five strengths: a quarter of an hour for 200 probes. Stopped
    and called again, it goes on where it was.
    """
    if how["probes"] and not how["ladder"]:
        raise UsageError("--ladder-probes says how many go up the ladder.", advice="Add --ladder.")
    began = time.monotonic()
    data, recogniser, refused = _read(output, dataset, workers)
    ladder = _climb(output, data, recogniser, workers=workers, **how) if how["ladder"] else None
    output.warn("Measuring ...")
    document, files = _measure(data, recogniser, ladder, out, seed=how["seed"], draws=how["draws"])
    _keep_for_card(document)
    output.document({"files": [str(path) for path in files], "refused": refused, "metrics": document})
    print_evaluation(output, document)
    print_refused(output, refused)
    output.say(f"Report: {files[-1]} ({time.monotonic() - began:.0f} s)")
    return ExitCode.SOME_REFUSED if refused else ExitCode.DONE


def _read(output: Output, dataset: Path, workers: int) -> tuple[Any, Any, list[dict[str, str]]]:
    """The photographs with their templates, the recogniser that made them, and what could not be read."""
    from django.conf import settings  # noqa: PLC0415 (needs Django set up)

    from antigone.casework.galleries.datasets import open_dataset  # noqa: PLC0415
    from antigone.casework.recognition.bridge import open_recogniser  # noqa: PLC0415
    from antigone.casework.recognition.evaluating import require_people  # noqa: PLC0415

    home = settings.ANTIGONE_HOME
    recogniser = open_recogniser(home, settings.ANTIGONE_PACK)
    opened = open_dataset(dataset)
    require_people(opened.name, opened.photographs)
    data, refused = read_dataset(output, opened, recogniser, home=home, workers=workers)
    return data, recogniser, refused


def _climb(output: Output, data: Any, recogniser: Any, *, workers: int, probes: int | None, seed: int, **_: Any) -> Any:
    """The study of the degradation ladder."""
    from django.conf import settings  # noqa: PLC0415 (needs Django set up)

    from antigone.casework.recognition.degrading import climb_ladder, plan_ladder  # noqa: PLC0415

    plan = plan_ladder(data, recogniser, probes=probes or LADDER_PROBES, seed=seed)
    with output.progress("Ladder", plan.pictures) as ticker:
        return climb_ladder(plan, recogniser, home=settings.ANTIGONE_HOME, workers=workers, advance=ticker.advance)


def _measure(
    data: Any, recogniser: Any, ladder: Any, out: Path, *, seed: int, draws: int
) -> tuple[dict[str, Any], tuple[Path, ...]]:
    """The metrics, and the files that hold them."""
    from antigone.engine.evaluation import StudySettings  # noqa: PLC0415 (quick --help)
    from antigone.engine.evaluation import evaluate as study  # noqa: PLC0415
    from antigone.engine.evaluation.report import metrics_document, write_report  # noqa: PLC0415

    settings = StudySettings(seed=seed, draws=draws, calibrated_here=recogniser.calibrated_here)
    found = study(data.data, recogniser.calibration, settings)
    files = write_report(out, found, data.basis, ladder)
    return metrics_document(found, data.basis, ladder), files


def _keep_for_card(document: dict[str, Any]) -> None:
    from django.conf import settings  # noqa: PLC0415 (needs Django set up)

    from antigone.casework.recognition.evaluations import keep_evaluation_summary  # noqa: PLC0415

    keep_evaluation_summary(document, home=settings.ANTIGONE_HOME, day=datetime.now(UTC).date())
