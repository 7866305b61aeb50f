"""`antigone calibrate`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from antigone.cli.context import ExitCode, common_options, operator
from antigone.cli.datasets import print_refused, read_dataset
from antigone.cli.files import NEW_FILE
from antigone.cli.output import Output
from antigone.engine.cores import usable_cores
from antigone.engine.errors import UsageError

LONGEST_POPULATION = 200


@click.command()
@common_options()
@click.argument("dataset", type=click.Path(path_type=Path))
@click.option(
    "--population", metavar="TEXT", help="Whom the photographs show, as every result will name it; the folder's name."
)
@click.option(
    "--save",
    metavar="FILE.json",
    type=NEW_FILE,
    help="Write the calibration there (and FILE.cohort.npy) and leave the home as it is.",
)
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day it is dated; today.")
@click.option("--workers", type=click.IntRange(1, 256), default=usable_cores, show_default="cores")
def calibrate(
    output: Output, dataset: Path, *, population: str | None, save: Path | None, day: datetime | None, workers: int
) -> int:
    """Base the figures of this home on your own photographs.

    DATASET is a folder with one sub-folder a person, or a manifest, as for
    evaluate: 300 people or more, of whom 100 need two photographs for
    likelihood ratios. They must be photographs of the living, and nobody may
    be in it under two names (evaluate lists who may be).

    Every later result names the calibration and the population. Templates
    that are stored get their figures anew, and the index is rebuilt. Earlier
    calibrations are kept. The photographs are not.

    With --save nothing here changes: for those who make a calibration that
    goes with a pack. The starter's own is made so.
    """
    if population is not None and not 0 < len(population.strip()) <= LONGEST_POPULATION:
        raise UsageError(f"--population takes 1 to {LONGEST_POPULATION} characters.")
    from django.conf import settings  # noqa: PLC0415 (needs Django set up)

    from antigone.casework.recognition.calibrating import (  # noqa: PLC0415
        SiteData,
        adopt_calibration,
        calibrate_site,
        export_calibration,
    )

    home, pack = settings.ANTIGONE_HOME, settings.ANTIGONE_PACK
    read, refused = _read(output, dataset, workers)
    output.warn("Fitting: a few minutes ...")
    site = SiteData(population=(population or read.data.name).strip(), day=(day or datetime.now(UTC)).date())
    made = calibrate_site(read, site, pack=pack)
    if save is None:
        adopt_calibration(made, home=home, pack=pack, by=operator())
    else:
        export_calibration(made, save)
    document = _document(made, pack)
    output.document({**document, "refused": refused})
    _print(output, document, saved=save)
    print_refused(output, refused)
    return ExitCode.SOME_REFUSED if refused else ExitCode.DONE


def _read(output: Output, dataset: Path, workers: int) -> tuple[Any, list[dict[str, str]]]:
    """The photographs with their templates, and what could not be read; too few people are refused before any is."""
    from django.conf import settings  # noqa: PLC0415 (needs Django set up)

    from antigone.casework.galleries.datasets import open_dataset  # noqa: PLC0415
    from antigone.casework.recognition.calibrating import reading_recogniser, require_enough_people  # noqa: PLC0415

    home = settings.ANTIGONE_HOME
    recogniser = reading_recogniser(home, settings.ANTIGONE_PACK)
    opened = open_dataset(dataset)
    require_enough_people(len({photograph.identity for photograph in opened.photographs}))
    return read_dataset(output, opened, recogniser, home=home, workers=workers)


def _document(made: Any, pack: str) -> dict[str, Any]:
    provenance = made.provenance
    return {
        "pack": pack,
        "calibration": {"sha256": made.sha256, "cohort_sha256": made.cohort.sha256},
        "population": made.population,
        "dataset": {"name": provenance.dataset, "sha256": provenance.dataset_sha256, "used": provenance.selection},
        "people": provenance.identities,
        "photographs": provenance.photographs,
        "date": provenance.date.isoformat(),
        "smallest_false_match_rate": made.tail.floor,
        "llr": [_ratios(model) for model in made.llr],
    }


def _ratios(model: Any) -> dict[str, Any]:
    return {
        "tier": model.tier.value,
        "method": model.method.value,
        "validated_on": model.validated_on,
        "lowest": model.lower_cap,
        "highest": model.upper_cap,
        "held_out": {
            method.value: {"cllr": cost.cllr, "cllr_min": cost.cllr_min} for method, cost in model.costs.items()
        },
    }


def _print(output: Output, document: dict[str, Any], *, saved: Path | None) -> None:
    what = f"{document['people']:,} people, {document['photographs']:,} photographs: {document['population']}."
    sha256 = document["calibration"]["sha256"][:12]
    if saved is None:
        output.say(f"Pack {document['pack']} is calibrated on {what}")
        output.say(f"Calibration {sha256}; every later result names it.")
    else:
        output.say(f"A calibration of pack {document['pack']} on {what}")
        output.say(f"Calibration {sha256}, written to {saved}. This home does not use it.")
    output.say(f"False match rates are told from zero down to {document['smallest_false_match_rate']:.1g}.")
    for one in document["llr"]:
        cost = one["held_out"][one["method"]]
        output.say(
            f"Likelihood ratios ({one['tier']}, by {one['method']}): log10 {one['lowest']:.1f} to "
            f"{one['highest']:.1f}; Cllr {cost['cllr']:.3f} on people held out."
        )
    if not document["llr"]:
        output.say("No likelihood ratios: fewer than 100 people have two photographs.")
