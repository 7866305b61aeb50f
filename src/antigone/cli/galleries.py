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


@galleries.command("share")
@common_options()
@click.argument("name")
@click.option("--with", "agency", required=True, metavar="AGENCY", help="The other agency's full name.")
def share(output: Output, name: str, agency: str) -> None:
    """Let another agency search a gallery; it may not browse or change it."""
    from antigone.casework.galleries.selectors import gallery_by_name  # noqa: PLC0415 (needs Django set up)
    from antigone.casework.galleries.sharing import share_gallery  # noqa: PLC0415

    shared = share_gallery(gallery=gallery_by_name(operator(), name), agency=agency, by=operator())
    output.document({"gallery": name, "shared_with": shared.agency.name})
    output.say(f"{shared.agency.name} may search {name} now.")


@galleries.command("unshare")
@common_options()
@click.argument("name")
@click.option("--with", "agency", required=True, metavar="AGENCY", help="The other agency's full name.")
def unshare(output: Output, name: str, agency: str) -> None:
    """Let another agency search a gallery no longer; lists that it has made stay."""
    from antigone.casework.galleries.selectors import gallery_by_name  # noqa: PLC0415 (needs Django set up)
    from antigone.casework.galleries.sharing import unshare_gallery  # noqa: PLC0415

    unshare_gallery(gallery=gallery_by_name(operator(), name), agency=agency, by=operator())
    output.document({"gallery": name, "no_longer_shared_with": agency})
    output.say(f"{agency} may search {name} no longer.")


@galleries.command("hold")
@common_options()
@click.argument("name")
@click.option("--subject", help="Hold this subject alone, by identifier.")
@click.option("--reason", required=True, help="A court's or an authority's reference; shown to whoever tries to erase.")
def hold(output: Output, name: str, subject: str | None, reason: str) -> None:
    """Put a gallery, or a subject of it, under legal hold: it cannot be erased."""
    from antigone.casework.galleries.holds import set_hold  # noqa: PLC0415 (needs Django set up)

    kind, about = _held(name, subject)
    one = set_hold(kind=kind, about=about, reason=reason, by=operator())
    output.document({"hold": str(one.id), "kind": one.kind, "about": str(about)})
    output.say(f"{subject or name} is under legal hold.")


@galleries.command("lift")
@common_options()
@click.argument("name")
@click.option("--subject", help="Lift the holds on this subject alone, by identifier.")
@click.option("--reason", required=True, help="Why it may be erased again.")
def lift(output: Output, name: str, subject: str | None, reason: str) -> None:
    """Lift every legal hold on a gallery, or on a subject of it."""
    from antigone.casework.galleries.holds import lift_hold, standing_holds  # noqa: PLC0415 (needs Django set up)

    _kind, about = _held(name, subject)
    standing = list(standing_holds(operator()).filter(about=about))
    for one in standing:
        lift_hold(hold=one, reason=reason, by=operator())
    output.document({"lifted": [str(one.id) for one in standing], "about": str(about)})
    output.say(f"Lifted {len(standing)} legal hold{'' if len(standing) == 1 else 's'} on {subject or name}.")


def _held(name: str, subject: str | None) -> tuple[Any, Any]:
    """What is held: its kind and its uuid."""
    from antigone.casework.galleries.models import HoldKind  # noqa: PLC0415 (needs Django set up)
    from antigone.casework.galleries.selectors import gallery_by_name, subject_by_identifier  # noqa: PLC0415

    gallery = gallery_by_name(operator(), name)
    if subject is None:
        return HoldKind.GALLERY, gallery.uuid
    return HoldKind.SUBJECT, subject_by_identifier(operator(), gallery, subject).uuid


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
