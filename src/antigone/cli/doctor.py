"""`antigone doctor`."""

from typing import Any

import click

from antigone.cli.context import ExitCode, common_options
from antigone.cli.output import Output


@click.command()
@common_options()
@click.option("--mend", is_flag=True, help="First remove originals that nothing names, left by killed commands.")
def doctor(output: Output, mend: bool) -> ExitCode:  # noqa: FBT001 (click's signature)
    """Examine the home and the machine; nothing is changed without --mend.

    Exit code 1 where something needs mending. `audit verify` and `index verify`
    look deeper into the log and the index.
    """
    from antigone.casework.evidence.services import remove_leftovers  # noqa: PLC0415 (needs Django set up)
    from antigone.site.doctor import Verdict, examine_home, examine_originals  # noqa: PLC0415

    removed = remove_leftovers() if mend else 0
    originals = examine_originals()
    findings = [*examine_home(originals)]
    sound = all(one.verdict is not Verdict.BAD for one in findings)
    counts = {"stored": originals.stored, "missing": len(originals.missing), "leftover": len(originals.leftover)}
    output.document(
        {
            "sound": sound,
            "findings": [_document(one) for one in findings],
            "originals": counts,
            "removed": removed,
        }
    )
    if mend:
        output.say(f"Removed {removed} files that nothing named.")
    for one in findings:
        output.say(f"{one.verdict.value:<5} {one.check:<16} {one.sentence}")
    return ExitCode.DONE if sound else ExitCode.FAILED


def _document(finding: Any) -> dict[str, str]:
    return {"check": finding.check, "verdict": finding.verdict.value, "sentence": finding.sentence}
