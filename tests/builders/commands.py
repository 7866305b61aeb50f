"""Commands as a user types them, their answers as a script reads them."""

import json
from collections.abc import Callable
from subprocess import CompletedProcess
from typing import Any

Cli = Callable[..., "CompletedProcess[str]"]


def document(run_cli: Cli, *arguments: object) -> dict[str, Any]:
    """The one JSON document of a command that succeeds."""
    done = run_cli(*arguments, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found
