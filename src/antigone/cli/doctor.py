"""`antigone doctor`."""

from typing import Any

import click

from antigone.cli.context import ExitCode, common_options
from antigone.cli.output import Output


@click.command()
@common_options()
def doctor(output: Output) -> int:
    """Examine the home and the machine; nothing is changed.

    Exit code 1 where something needs mending. `audit verify` and `index verify`
    look deeper into the log and the index.
    """
    from antigone.site.doctor import Verdict, examine_home, examine_originals  # noqa: PLC0415 (needs Django set up)

    originals = examine_originals()
    findings = [*examine_home(originals)]
    counts = {"stored": originals.stored, "missing": len(originals.missing), "leftover": len(originals.leftover)}
    output.document(
        {
            "sound": all(one.verdict is not Verdict.BAD for one in findings),
            "findings": [_document(one) for one in findings],
            "originals": counts,
        }
    )
    for one in findings:
        output.say(f"{one.verdict.value:<5} {one.check:<16} {one.sentence}")
    return ExitCode.FAILED if any(one.verdict is Verdict.BAD for one in findings) else ExitCode.DONE


def _document(finding: Any) -> dict[str, str]:
    return {"check": finding.check, "verdict": finding.verdict.value, "sentence": finding.sentence}
