"""`antigone index` as a user types it."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Cli = Callable[..., "CompletedProcess[str]"]


@pytest.mark.starter
@pytest.mark.usefixtures("starter_folder")
def test_a_snapshot_is_missing_then_written_then_torn_then_written_again(run_cli: Cli, made_home: Path) -> None:
    assert "There is no index snapshot in" in run_cli("index", "status").stdout
    assert run_cli("index", "rebuild").stdout == "The index holds 0 templates as of change 0.\n"
    found = json.loads(run_cli("index", "status", "--json").stdout)
    assert (found["state"], found["rows"], found["behind"]) == ("current", 0, 0)
    (header,) = (made_home / "index").glob("*/generation-*/header.json")
    header.write_bytes(header.read_bytes()[:40])
    assert "is damaged: its header does not have its checksum" in run_cli("index", "status").stdout
    verified = run_cli("index", "verify", "--json", "--samples", "2")
    assert verified.returncode == 0
    assert verified.stderr == (
        "The index snapshot is damaged: its header does not have its checksum. It is written anew from the database.\n"
    )
    assert json.loads(verified.stdout)["sound"] is True
