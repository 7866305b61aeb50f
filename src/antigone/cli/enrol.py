"""`antigone enrol`."""

import json
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, TextIO

import click

from antigone.cli.context import ExitCode, common_options, device_option, operator
from antigone.cli.files import NEW_FILE
from antigone.cli.output import Output

SHOWN = 50


@dataclass(slots=True)
class Listing:
    """Counts all items and keeps the first `room` of them, or every one where there is no end to the room."""

    room: int | None
    count: int = 0
    items: list[dict[str, Any]] = field(default_factory=list)

    def add(self, item: dict[str, Any]) -> None:
        self.count += 1
        if self.room is None or len(self.items) < self.room:
            self.items.append(item)


class Tally:
    """What came of the run so far, by kind. room: how many refusals, and how many warnings, are kept to be listed.

    Millions of photographs bring hundreds of thousands of warnings: whoever lists a few need not hold them all.
    """

    def __init__(self, *, room: int | None) -> None:
        self.enrolled = 0
        self.already_there = 0
        self.refused = Listing(room)
        self.warnings = Listing(room)

    def add(self, item: dict[str, Any]) -> None:
        if item["outcome"] == "refused":
            self.refused.add(item)
        elif item["outcome"] == "enrolled":
            self.enrolled += 1
        else:
            self.already_there += 1
        if item.get("warnings"):
            self.warnings.add({"name": item["name"], "warnings": item["warnings"]})

    @property
    def exit_code(self) -> ExitCode:
        if not self.refused.count:
            return ExitCode.DONE if self.enrolled or self.already_there else ExitCode.NOTHING_USABLE
        return ExitCode.SOME_REFUSED if self.enrolled or self.already_there else ExitCode.NOTHING_USABLE


@click.command()
@common_options()
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False))
@click.option("--gallery", required=True, help="Name of the gallery; made where there is none.")
@click.option(
    "--basis",
    required=True,
    metavar="KIND[:TEXT]",
    help="Why these photographs may be used: family, authority, court, consent or public-record.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    help="Reading processes; with --ray at most so many, on all nodes together.  [default: as tuned, else cores]",
)
@click.option(
    "--ray",
    metavar="ADDRESS",
    help="Read on the nodes of this Ray cluster, not here: auto, HOST:6379 or ray://HOST:10001.",
)
@click.option("--min-quality", type=click.FloatRange(0, 100), help="Refuse faces of lower quality, with reasons.")
@device_option
@click.option(
    "--report",
    type=NEW_FILE,
    help="Append one JSON line a photograph to this file, each as soon as it is safe.",
)
def enrol(output: Output, sources: tuple[Path, ...], gallery: str, basis: str, report: Path | None, **how: Any) -> int:
    """Put photographs of known people into a gallery.

    SOURCE is a folder (one sub-folder a subject, or one file a subject), a
    manifest (.csv, .jsonl), a zip or a tar. The run may be stopped at any
    moment: the same command goes on where it stopped. Photographs that the
    gallery knows are not read again.
    """
    tally = Tally(room=None if output.json else SHOWN)
    began = time.monotonic()
    with ExitStack() as stack:
        log = stack.enter_context(report.open("a", encoding="utf-8")) if report else None
        opened, run, total, read = _open(output, stack, sources, gallery=gallery, basis=basis, **how)
        ticker = stack.enter_context(output.progress("Enrolling", total))
        for item in _outcomes(opened, run, read):
            _write_line(log, item)
            tally.add(item)
            ticker.advance(note=f"{tally.refused.count} refused" if tally.refused.count else "")
    seconds = time.monotonic() - began
    output.document(_document(gallery, tally, seconds))
    print_account(output, gallery, tally, seconds)
    if not (tally.enrolled or tally.already_there or tally.refused.count):
        names = ", ".join(source.description for source in opened)
        output.warn(f"{names}: no photographs. Give the folder that holds them, or its manifest.")
    return tally.exit_code


def _open(output: Output, stack: ExitStack, sources: tuple[Path, ...], **order: Any) -> tuple[list[Any], Any, int, Any]:
    """The opened sources, the enrolment under way, about how many items there are, and how they are read.

    All close with the stack. Counted first: a manifest that is wrong as a whole opens no gallery, and neither does a
    cluster that cannot be reached.
    """
    from django.conf import settings  # noqa: PLC0415 (needs Django set up)

    from antigone.casework.galleries.enrolment import EnrolmentOrder, open_enrolment  # noqa: PLC0415
    from antigone.casework.galleries.provenance import parse_basis  # noqa: PLC0415
    from antigone.casework.galleries.sources import open_source  # noqa: PLC0415
    from antigone.casework.recognition.bridge import open_recogniser  # noqa: PLC0415

    basis = parse_basis(order["basis"])
    recogniser = open_recogniser(settings.ANTIGONE_HOME, settings.ANTIGONE_PACK)
    opened = [stack.enter_context(open_source(path)) for path in sources]
    total = sum(source.count() for source in opened)
    description = "; ".join(source.description for source in opened)
    read = _reading(output, stack, recogniser, workers=order["workers"], ray=order["ray"])
    enrolment = EnrolmentOrder(
        gallery=order["gallery"], basis=basis, source=description, min_quality=order["min_quality"]
    )
    run = stack.enter_context(open_enrolment(order=enrolment, recogniser=recogniser, by=operator()))
    return opened, run, total, read


def _reading(output: Output, stack: ExitStack, recogniser: Any, *, workers: int | None, ray: str | None) -> Any:
    """The way photographs are read: by processes of this machine, as they were tuned for it, or of a cluster's."""
    from django.conf import settings  # noqa: PLC0415 (needs Django set up)

    from antigone.casework.recognition.bridge import chosen_device, chosen_workers, reader_plan  # noqa: PLC0415
    from antigone.casework.recognition.reading import Pace, read_photographs  # noqa: PLC0415
    from antigone.casework.recognition.reading.cluster import open_cluster  # noqa: PLC0415
    from antigone.casework.recognition.tuning import kept_tuning  # noqa: PLC0415

    home = settings.ANTIGONE_HOME
    if ray is not None:
        # What was measured on this machine says nothing about the nodes.
        plan = replace(reader_plan(recogniser, home), pace=Pace())
        return stack.enter_context(open_cluster(plan, address=ray, workers=workers))
    if remark := kept_tuning(home, recogniser.manifest, chosen_device()).remark:
        output.warn(remark)
    count = workers or chosen_workers(recogniser, home)
    return partial(read_photographs, plan=reader_plan(recogniser, home, alone=count == 1), workers=count)


def _outcomes(opened: Iterable[Any], run: Any, read: Any) -> Iterator[dict[str, Any]]:
    """Every item of every source as a document, once it is committed."""
    items = (item for source in opened for item in source.items())
    for outcome in run.enrol(items, read):
        yield _item(outcome)


def _item(outcome: Any) -> dict[str, Any]:
    from antigone.casework.galleries.outcomes import AlreadyThere, Enrolled  # noqa: PLC0415 (needs Django set up)

    match outcome:
        case Enrolled():
            return {
                "outcome": "enrolled",
                "name": outcome.name,
                "subject": outcome.subject,
                "sha256": outcome.sha256,
                "warnings": list(outcome.warnings),
            }
        case AlreadyThere():
            return {
                "outcome": "already_there",
                "name": outcome.name,
                "subject": outcome.subject,
                "sha256": outcome.sha256,
            }
        case _:
            where = {} if outcome.row is None else {"row": outcome.row}
            return {"outcome": "refused", "name": outcome.name, "code": outcome.code, "reason": outcome.reason, **where}


def _write_line(log: TextIO | None, item: dict[str, Any]) -> None:
    if log is not None:
        log.write(json.dumps(item, ensure_ascii=False) + "\n")
        log.flush()


def _document(gallery: str, tally: Tally, seconds: float) -> dict[str, Any]:
    return {
        "gallery": gallery,
        "enrolled": tally.enrolled,
        "already_there": tally.already_there,
        "refused": tally.refused.items,
        "warnings": tally.warnings.items,
        "seconds": round(seconds, 3),
    }


def print_account(output: Output, gallery: str, tally: Tally, seconds: float) -> None:
    rate = (tally.enrolled + tally.refused.count) / max(seconds, 1e-3)
    output.say(f"Enrolled {tally.enrolled} photographs into {gallery} in {seconds:.1f} s ({rate:.1f}/s).")
    if tally.already_there:
        output.say(f"{tally.already_there} were there already.")
    _print_list(output, "were refused", tally.refused, _refusal)
    _print_list(output, "were enrolled with a warning", tally.warnings, _warned)


def _refusal(item: dict[str, Any]) -> str:
    where = f"row {item['row']}, " if "row" in item and item["name"] != f"row {item['row']}" else ""
    return f"{where}{item['name']}: {item['reason']}"


def _warned(item: dict[str, Any]) -> str:
    return f"{item['name']}: {' '.join(item['warnings'])}"


def _print_list(output: Output, heading: str, listing: Listing, line: Callable[[dict[str, Any]], str]) -> None:
    if listing.count:
        output.say(f"{listing.count} {heading}:")
    for item in listing.items[:SHOWN]:
        output.say(f"  {line(item)}")
    if listing.count > SHOWN:
        output.say(f"  ... and {listing.count - SHOWN} more; --report FILE or --json lists all.")
