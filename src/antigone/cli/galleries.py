"""`antigone galleries`."""

from pathlib import Path
from typing import Any

import click

from antigone.cli.context import ExitCode, common_options, operator
from antigone.cli.files import NEW_FILE
from antigone.cli.output import Output
from antigone.cli.receipts import confirm_erasure, give_receipt


@click.group()
def galleries() -> None:
    """Galleries: sets of known people that are searched as one."""


@galleries.command("list")
@common_options()
def list_galleries(output: Output) -> None:
    """List the galleries with their counts."""
    from antigone.casework.galleries.selectors import gallery_summaries  # noqa: PLC0415 (needs Django set up)

    found = [_facts(one) for one in gallery_summaries(operator())]
    output.document({"galleries": found})
    if not found:
        output.say("No galleries yet. `antigone enrol FOLDER --gallery NAME --basis family` makes one.")
        return
    columns = ("name", "subjects", "photographs", "templates", "opened")
    output.table(columns, [[one[name] for name in columns] for one in found], right=(1, 2, 3))


@galleries.command("show")
@common_options()
@click.argument("name")
def show_gallery(output: Output, name: str) -> None:
    """Show a gallery: its counts and every enrolment with its ground."""
    from antigone.casework.galleries.selectors import gallery_by_name, gallery_summaries  # noqa: PLC0415

    (summary,) = gallery_summaries(operator(), name=name)
    runs = [_run(run) for run in gallery_by_name(operator(), name).runs.order_by("started_at")]
    output.document({**_facts(summary), "enrolments": runs})
    for key, value in _facts(summary).items():
        output.say(f"{key:<12} {value}")
    output.say()
    columns = ("started", "state", "basis", "enrolled", "refused", "source")
    output.table(columns, [[run[key] for key in columns] for run in runs], right=(3, 4))


@galleries.command("open")
@common_options()
@click.argument("name")
def open_gallery(output: Output, name: str) -> None:
    """Make an empty gallery; `enrol` makes one by itself."""
    from antigone.casework.galleries.selectors import gallery_summaries  # noqa: PLC0415 (needs Django set up)
    from antigone.casework.galleries.services import ensure_gallery  # noqa: PLC0415

    ensure_gallery(name=name, by=operator())
    (summary,) = gallery_summaries(operator(), name=name)
    output.document(_facts(summary))
    output.say(f"Gallery {summary.name} is open.")


@galleries.command("erase")
@common_options()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--receipt", type=NEW_FILE, help="Write the receipt to this file, too.")
def erase_one(output: Output, name: str, *, yes: bool, receipt: Path | None) -> ExitCode:
    """Erase a gallery and everyone in it for good, and give the receipt."""
    from antigone.casework.galleries.selectors import gallery_by_name  # noqa: PLC0415 (needs Django set up)
    from antigone.casework.galleries.services import erase_gallery  # noqa: PLC0415

    gallery = gallery_by_name(operator(), name)
    confirm_erasure(f"gallery {name} with {gallery.subjects.count()} subjects", yes=yes)
    return give_receipt(output, erase_gallery(gallery=gallery, by=operator()).document, receipt)


def _facts(summary: Any) -> dict[str, Any]:
    return {
        "name": summary.name,
        "id": str(summary.uuid),
        "opened": summary.opened_at.date().isoformat(),
        "subjects": summary.subjects,
        "photographs": summary.photographs,
        "templates": summary.templates,
    }


def _run(run: Any) -> dict[str, Any]:
    return {
        "run": str(run.id),
        "started": run.started_at.isoformat(timespec="seconds"),
        "state": "finished" if run.finished_at else "interrupted",
        "basis": f"{run.basis_kind}: {run.basis_text}" if run.basis_text else run.basis_kind,
        "source": run.source,
        "enrolled": run.enrolled,
        "already_there": run.already_there,
        "refused": run.refused,
    }
