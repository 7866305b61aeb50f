"""`antigone models quantise`."""

from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from antigone.cli.context import ExitCode, common_options
from antigone.cli.datasets import read_dataset
from antigone.cli.output import Output


@click.command()
@common_options(opens_home=False)
@click.argument("pack")
@click.option(
    "--on",
    "dataset",
    required=True,
    type=click.Path(path_type=Path),
    help="Photographs of people who are known, as `antigone evaluate` takes them.",
)
@click.option(
    "--parts",
    type=click.Choice(["both", "detector", "recogniser"]),
    default="both",
    show_default=True,
    help="What is quantised. With the detector alone templates stay comparable.",
)
@click.option("--anyway", is_flag=True, help="Add it although it loses 0.2 points of accuracy or more.")
@click.option("--workers", type=click.IntRange(1, 256), help="Reading processes.  [default: as tuned, else cores]")
def quantise(output: Output, pack: str, dataset: Path, *, parts: str, anyway: bool, workers: int | None) -> int:
    """Make a faster pack of PACK with one-byte numbers.

    Ranges are measured on photographs of a tenth of the people in the data
    set; on all others both packs are compared. The new pack is added to this
    home where it gets less than 0.2 points of a hundred less right, else it
    is told by how much it lost and not added. A quantised recogniser is
    another recogniser: its templates and the old ones are never compared.
    Needs the package onnx (pip install 'antigone[quantise]').
    """
    from django.conf import settings  # noqa: PLC0415 (needs Django set up)

    from antigone.casework.recognition.bridge import Recogniser, pack_store, reader_plan  # noqa: PLC0415
    from antigone.casework.recognition.quantising import MOST_LOST, Parts, make_quantised, split_people  # noqa: PLC0415
    from antigone.casework.recognition.template_cache import cache_folder  # noqa: PLC0415

    home = Path(settings.ANTIGONE_HOME)
    store = pack_store(home)
    before = Recogniser(manifest=store.get(pack), calibration=None)
    opened, ranges = _opened(dataset, split_people)
    suffix = "" if parts == Parts.BOTH else f"-{parts}"
    with TemporaryDirectory(dir=cache_folder(home, "cache/quantising")) as workplace:
        folder = Path(workplace) / f"{pack}-int8{suffix}"
        folder.mkdir()
        output.warn(f"Measuring ranges on {len(ranges)} photographs ...")
        made = make_quantised(
            before.manifest, ranges, parts=Parts(parts), plan=reader_plan(before, home), folder=folder
        )
        losses = _compared(output, opened, before, Recogniser(manifest=made, calibration=None), workers=workers)
        added = losses.bearable or anyway
        if added:
            gated = made.gated_licence
            made = store.add(folder, accept_licence=gated.name if gated else None)
    output.document(_document(made, losses, added=added))
    for name, share in (("pairs decided rightly", "verification"), ("first in rank", "rank_one")):
        was, now = (100 * getattr(each, share) for each in (losses.before, losses.after))
        output.say(f"{name}: {was:.2f} % before, {now:.2f} % after")
    output.say(f"It loses {losses.points:.2f} points; less than {MOST_LOST} are allowed.")
    output.say(f"Added as {made.id}." if added else f"{made.id} was not added. --anyway adds it nevertheless.")
    return ExitCode.DONE if added else ExitCode.FAILED


def _opened(path: Path, split: Any) -> tuple[Any, Any]:
    """The data set without the people whose photographs ranges are measured on, and those photographs."""
    from antigone.casework.galleries.datasets import open_dataset  # noqa: PLC0415
    from antigone.casework.recognition.evaluating import require_people  # noqa: PLC0415

    opened = open_dataset(path)
    ranges, judged = split(opened.photographs)
    require_people(opened.name, judged)
    return replace(opened, photographs=tuple(judged)), ranges


def _compared(output: Output, opened: Any, before: Any, after: Any, *, workers: int | None) -> Any:
    """Both packs on the same photographs."""
    from django.conf import settings  # noqa: PLC0415 (needs Django set up)

    from antigone.casework.recognition.bridge import chosen_workers  # noqa: PLC0415
    from antigone.casework.recognition.quantising import Losses  # noqa: PLC0415
    from antigone.engine.evaluation import accuracy  # noqa: PLC0415

    home = Path(settings.ANTIGONE_HOME)
    workers = workers or chosen_workers(before, home)
    data = [read_dataset(output, opened, each, home=home, workers=workers)[0].data for each in (before, after)]
    return Losses(before=accuracy(data[0]), after=accuracy(data[1]))


def _document(made: Any, losses: Any, *, added: bool) -> dict[str, Any]:
    return {
        "pack": made.id,
        "added": added,
        "models": [{"id": model.id, "kind": model.kind, "sha256": model.sha256} for model in made.models],
        "before": asdict(losses.before),
        "after": asdict(losses.after),
        "points_lost": round(losses.points, 4),
    }
