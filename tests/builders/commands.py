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


def refused(run_cli: Cli, *arguments: object, code: int) -> str:
    """What a command says that ends with that exit code: one sentence or two, for a person and for a script alike."""
    done = run_cli(*arguments, "--json")
    assert done.returncode == code, done.stdout + done.stderr
    error = json.loads(done.stdout)
    assert set(error) == {"error"}
    assert set(error["error"]) == {"kind", "message"}
    message: str = error["error"]["message"]
    assert error["error"]["kind"] != "Defect", message
    assert done.stderr.splitlines()[-1] == f"antigone: {message}"
    assert "Traceback" not in done.stderr
    assert message.endswith("."), message
    return message
