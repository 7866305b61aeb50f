"""Sharing and legal holds on the command line."""

import json
from collections.abc import Callable
from subprocess import CompletedProcess

import pytest

Command = Callable[..., CompletedProcess[str]]


@pytest.mark.usefixtures("made_home")
def test_a_held_gallery_is_not_erased_until_the_hold_is_lifted(run_cli: Command) -> None:
    run_cli("galleries", "open", "missing")
    held = json.loads(run_cli("galleries", "hold", "missing", "--reason", "Order 7", "--json").stdout)
    assert held["kind"] == "gallery"
    refused = run_cli("galleries", "erase", "missing", "--yes")
    assert refused.returncode != 0
    assert "Order 7" in refused.stderr
    lifted = json.loads(run_cli("galleries", "lift", "missing", "--reason", "withdrawn", "--json").stdout)
    assert lifted["lifted"] == [held["hold"]]
    unknown = run_cli("galleries", "share", "missing", "--with", "Nobody")
    assert "There is no agency Nobody here." in unknown.stderr
