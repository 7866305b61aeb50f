"""`antigone audit`."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from antigone.cli.context import ExitCode, common_options, operator
from antigone.cli.output import Output
from antigone.engine.errors import StateError, UsageError

if TYPE_CHECKING:
    from antigone.casework.audit import Checkpoint, VerificationReport

FILE = click.Path(path_type=Path, dir_okay=False)
EXISTING_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.group()
def audit() -> None:
    """Prove what was done in this home, and that nobody changed the log since."""


@audit.command()
@common_options(opens_home=False)
@click.option(
    "--checkpoint",
    "checkpoints",
    type=EXISTING_FILE,
    multiple=True,
    metavar="FILE",
    help="A checkpoint kept outside, to hold the log against. Repeatable.",
)
@click.option("--export", "exported", type=EXISTING_FILE, metavar="FILE", help="Check an export, without any home.")
@click.option("--key", type=EXISTING_FILE, metavar="FILE", help="Believe only the public keys in this file.")
def verify(output: Output, checkpoints: Sequence[Path], exported: Path | None, key: Path | None) -> ExitCode:
    """Find any event that was changed, deleted, moved, back-dated or added.

    Exit code 0: the log is clean; 1: it is not, each finding is listed. The
    last line says how far the proof reaches.
    """
    report = _check_export(output, exported, checkpoints, key) if exported else _check_home(output, checkpoints, key)
    output.document(_report_document(report))
    for sentence in report.sentences():
        output.say(sentence)
    verdict = "clean" if report.clean else "NOT clean"
    output.say(f"{report.size - report.since} events checked: {verdict}.")
    return ExitCode.DONE if report.clean else ExitCode.FAILED


@audit.command()
@common_options()
@click.option("--out", type=FILE, metavar="FILE", help="Write to this new file instead of the terminal.")
@click.option("--since", type=click.IntRange(min=0), default=0, show_default=True, help="Number of the first event.")
def export(output: Output, out: Path | None, since: int) -> None:
    """Write the log as JSON Lines that anyone can check without this home.

    A checkpoint is signed first, so that the whole export is covered. Events
    hold opaque ids and commitments, no names and no pictures.
    """
    from antigone.casework.audit import export_log  # noqa: PLC0415 (needs Django set up)

    _refuse_existing(out)
    try:
        _sign()
    except StateError as error:
        output.warn(f"No checkpoint was signed: {error.diagnostics()}")
    if out is None:
        export_log(sys.stdout.buffer, since=since)
        return
    with out.open("xb") as file:
        summary = export_log(file, since=since)
    output.document(
        {"file": str(out), "since": summary.since, "size": summary.size, "checkpoints": summary.checkpoints}
    )
    output.say(f"Wrote {summary.size - summary.since} events and {summary.checkpoints} checkpoints to {out}.")
    output.say(f"Anyone can check it: antigone audit verify --export {out}")


@audit.command()
@common_options()
@click.option("--out", type=FILE, metavar="FILE", help="Write the checkpoint to this new file, too.")
@click.option("--new-key", is_flag=True, help="The signing key is lost for good: make another, and log that.")
def checkpoint(output: Output, out: Path | None, new_key: bool) -> None:  # noqa: FBT001 (click's signature)
    """Sign the log as it stands, and print the checkpoint.

    Keep it where nobody who can change this home can change it: print it, mail
    it, put it on a stick. `audit verify --checkpoint FILE` then proves that
    every event up to it is as it was.
    """
    _refuse_existing(out)
    if new_key:
        _replace_key()
    made = _sign()
    if out is not None:
        out.write_text(made.note, encoding="utf-8")
    output.document(
        {
            "origin": made.origin,
            "size": made.size,
            "root": made.root.hex(),
            "note": made.note,
            "verifier_key": _verifier_key(),
            "file": None if out is None else str(out),
        }
    )
    output.say(made.note.rstrip("\n"))
    if out is not None:
        output.warn(f"Wrote it to {out}. Keep a copy outside this computer.")


def _check_home(output: Output, checkpoints: Sequence[Path], key: Path | None) -> "VerificationReport":
    from antigone.casework.audit import read_keys, read_witness, verify_log  # noqa: PLC0415 (needs Django set up)
    from antigone.site.home import open_home  # noqa: PLC0415

    open_home()
    witnesses = [read_witness(path) for path in checkpoints]
    keys = read_keys(key) if key else ()
    with output.progress("Checking the log", None) as ticker:
        return verify_log(now=datetime.now(UTC), witnesses=witnesses, keys=keys, on_events=ticker.advance)


def _check_export(
    output: Output, exported: Path, checkpoints: Sequence[Path], key: Path | None
) -> "VerificationReport":
    from antigone.casework.audit import read_keys, read_witness, verify_export  # noqa: PLC0415 (needs Django set up)

    witnesses = [read_witness(path) for path in checkpoints]
    keys = read_keys(key) if key else ()
    with output.progress("Checking the export", None) as ticker, exported.open("rb") as file:
        return verify_export(file, now=datetime.now(UTC), witnesses=witnesses, keys=keys, on_events=ticker.advance)


def _report_document(report: "VerificationReport") -> dict[str, object]:
    return {
        "clean": report.clean,
        "since": report.since,
        "size": report.size,
        "root": report.root,
        "signed": report.signed,
        "witnessed": report.witnessed,
        "findings": [
            {"fault": finding.fault.value, "seq": finding.seq, "sentence": finding.sentence}
            for finding in report.findings
        ],
        "findings_left_out": report.findings_left_out,
        "notes": list(report.notes),
        "reach": report.reach(),
    }


def _keys_folder() -> Path:
    from django.conf import settings  # noqa: PLC0415 (needs Django set up)

    return Path(settings.ANTIGONE_HOME) / "keys"


def _sign() -> "Checkpoint":
    from antigone.casework.audit import make_checkpoint  # noqa: PLC0415 (needs Django set up)

    return make_checkpoint(_keys_folder(), now=datetime.now(UTC))


def _replace_key() -> None:
    from antigone.casework.audit import replace_lost_key  # noqa: PLC0415 (needs Django set up)

    replace_lost_key(_keys_folder(), by=operator())


def _verifier_key() -> str:
    from antigone.casework.audit import load_key_pair  # noqa: PLC0415 (needs Django set up)

    return load_key_pair(_keys_folder()).verifier.text()


def _refuse_existing(path: Path | None) -> None:
    if path is not None and path.exists():
        raise UsageError(f"{path} exists already.", advice="Choose another name; nothing is overwritten.")
