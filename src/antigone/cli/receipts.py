"""What `galleries erase` and `subjects erase` share: the question before, the receipt after."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from antigone.cli.context import ExitCode, operator
from antigone.cli.files import write_file
from antigone.cli.output import Output
from antigone.engine.errors import UsageError


def confirm_erasure(what: str, *, yes: bool) -> None:
    """Ask, unless told not to. Raises UsageError where nobody can be asked."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError(f"Erasing {what} cannot be undone.", advice="Say --yes if it is meant.")
    click.confirm(f"Erase {what} for good?", abort=True, err=True)


def give_receipt(output: Output, receipt: Mapping[str, Any], target: Path | None) -> ExitCode:
    """Clear the index, so that no file of it holds the numbers any longer, then print and keep the receipt."""
    from django.conf import settings  # noqa: PLC0415 (needs Django set up)

    from antigone.casework.galleries.completion import complete_erasures  # noqa: PLC0415
    from antigone.casework.galleries.receipts import completed_document  # noqa: PLC0415
    from antigone.casework.recognition.bridge import open_recogniser  # noqa: PLC0415

    home = settings.ANTIGONE_HOME
    complete_erasures(home=home, recogniser=open_recogniser(home, settings.ANTIGONE_PACK), by=operator())
    receipt = completed_document(receipt, by=operator())
    text = json.dumps(receipt, ensure_ascii=False, indent=2, default=str)
    output.document(json.loads(text))
    output.say(text)
    written = target is None or write_file(output, target, f"{text}\n".encode(), what="The receipt")
    return ExitCode.DONE if written else ExitCode.FAILED
