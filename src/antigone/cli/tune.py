"""`antigone models tune`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from antigone.cli.context import common_options, device_option
from antigone.cli.output import Output


@click.command()
@common_options(opens_home=False)
@click.argument("pack", required=False)
@device_option
def tune(output: Output, pack: str | None) -> None:
    """Measure once how this machine computes PACK fastest.

    How many photographs at once, in how many processes, of how many threads:
    half a minute on two cores, which should be idle meanwhile. The choice is
    kept in this home for the pack in use (or PACK), this machine and this
    onnxruntime; enrolments and searches follow it. It changes no template:
    ways that give other numbers, be it in the last bit, are passed over.
    """
    from django.conf import settings  # noqa: PLC0415 (needs Django set up)

    from antigone.casework.recognition.bridge import chosen_device, pack_store  # noqa: PLC0415
    from antigone.casework.recognition.tuning import keep_tuning, this_machine  # noqa: PLC0415
    from antigone.casework.recognition.tuning.measuring import count_steps, measure  # noqa: PLC0415

    home = Path(settings.ANTIGONE_HOME)
    manifest = pack_store(home).get(pack or settings.ANTIGONE_PACK)
    machine = this_machine(chosen_device())
    with output.progress("Measuring", count_steps(machine)) as ticker:
        tuning = measure(manifest, machine, day=datetime.now(UTC).date(), advance=ticker.advance)
    path = keep_tuning(tuning, home=home)
    output.document({"pack": manifest.id, "file": str(path), **tuning.document()})
    rows = [(figure.what, f"{figure.rate:.1f}", "yes" if figure.same else "NO") for figure in tuning.figures]
    output.table(("WHAT", "A SECOND", "SAME NUMBERS"), rows, right=[1])
    output.say()
    for name, text in tuning_facts(tuning):
        output.say(f"{name}: {text}")
    output.say(f"Kept in {path}.")


def tuning_facts(tuning: Any) -> list[tuple[str, str]]:
    """What was chosen, for a person."""
    return [
        ("measured on", f"{tuning.machine} ({tuning.day})"),
        ("many photographs", f"{tuning.workers} processes, {tuning.threads} threads each"),
        ("one photograph", f"{tuning.threads_alone} threads"),
        ("read together", f"{tuning.photographs} photographs, {tuning.chips} faces in a run of the recogniser"),
    ]
