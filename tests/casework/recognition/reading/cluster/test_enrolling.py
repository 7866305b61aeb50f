"""`antigone enrol --ray` from end to end: a node killed in the middle, Ctrl-C, the cluster lost."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from antigone.casework.galleries.enrolment import READ_A_GROUP
from builders.commands import Cli, document, refused
from builders.database import rows
from builders.ray_cluster import RayCluster, ray_cluster

pytestmark = [pytest.mark.starter, pytest.mark.data, pytest.mark.servers, pytest.mark.usefixtures("starter_folder")]

PEOPLE = 4 * READ_A_GROUP
"""So many that much is left to read when the first of them are acknowledged, on a fast machine too."""


@pytest.fixture
def portraits(lfw: Path, tmp_path: Path) -> Path:
    """Photographs of as many people, and two files that are none."""
    folder = tmp_path / "portraits"
    folder.mkdir()
    for path in sorted(lfw.glob("*/*_0001.jpg"))[:PEOPLE]:
        (folder / path.name).symlink_to(path.resolve())
    (folder / "Cut_Off.jpg").write_bytes(path.read_bytes()[:900])
    (folder / "Empty.jpg").write_bytes(b"")
    return folder


def enrolment(portraits: Path, report: Path, *how: object) -> list[object]:
    return ["enrol", portraits, "--gallery", "g", "--basis", "family", "--report", report, *how]


def begun(home: Path, order: list[object], report: Path, *, lines: int) -> "subprocess.Popen[str]":
    """The command under way, once it has acknowledged so many photographs."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [sys.executable, "-m", "antigone", *map(str, order), "--json"],
        env={**os.environ, "ANTIGONE_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while not report.exists() or report.read_bytes().count(b"\n") < lines:
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    return process


def reported(report: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()]


def templates(home: Path) -> dict[str, bytes]:
    """The stored numbers of each reference."""
    found = rows(
        home,
        "SELECT r.file_name, t.vector FROM galleries_reference r JOIN recognition_indexentry e ON e.id = r.entry_id "
        "JOIN recognition_storedtemplate t ON t.id = e.template_id",
    )
    assert len(found) == len({name for name, _ in found})
    return {str(name): bytes(vector) for name, vector in found}


def times_enrolled(home: Path) -> Counter[str]:
    return Counter(str(name) for (name,) in rows(home, "SELECT file_name FROM galleries_reference"))


def names(portraits: Path) -> Counter[str]:
    return Counter(path.name for path in portraits.glob("*_0001.jpg"))


def test_every_photograph_is_done_once_though_a_node_is_killed_in_the_middle(
    made_home: Path, portraits: Path, cluster: RayCluster, run_cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = portraits.parent
    victim = cluster.add_node(num_cpus=1)
    report, again, local = folder / "ray.jsonl", folder / "again.jsonl", folder / "local.jsonl"
    order = enrolment(portraits, report, "--ray", cluster.address)
    process = begun(made_home, order, report, lines=PEOPLE // 4)
    assert victim.reading()
    victim.kill()
    said, chatter = process.communicate(timeout=120)
    assert process.returncode == 4, said + chatter
    result = json.loads(said)
    assert (result["enrolled"], [each["name"] for each in result["refused"]]) == (PEOPLE, ["Cut_Off.jpg", "Empty.jpg"])
    assert all(line.startswith("Enrolling: ") for line in chatter.splitlines()), chatter
    assert times_enrolled(made_home) == names(portraits)
    assert document(run_cli, "audit", "verify")["clean"]
    assert document(run_cli, "index", "verify")["rows"] == PEOPLE

    second = run_cli(*enrolment(portraits, again, "--ray", cluster.address), "--json")
    assert json.loads(second.stdout)["already_there"] == PEOPLE
    assert times_enrolled(made_home) == names(portraits)

    found, other = templates(made_home), folder / "other"
    # Read again by this machine alone, into a database of its own.
    monkeypatch.delenv("ANTIGONE_DATABASE_URL", raising=False)
    run_cli("init", "--home", other)
    assert run_cli(*enrolment(portraits, local, "--home", other, "--workers", 2)).returncode == 4
    assert reported(report) == reported(local)
    assert templates(other) == found


def test_ctrl_c_is_one_sentence_and_the_same_command_goes_on(
    made_home: Path, portraits: Path, tmp_path: Path, cluster: RayCluster, run_cli: Cli
) -> None:
    report = tmp_path / "report.jsonl"
    order = enrolment(portraits, report, "--ray", cluster.address)
    stopped = begun(made_home, order, report, lines=8)
    os.killpg(stopped.pid, signal.SIGINT)
    time.sleep(0.1)
    os.killpg(stopped.pid, signal.SIGINT)
    said, chatter = stopped.communicate(timeout=60)
    assert stopped.returncode == 130
    assert json.loads(said)["error"]["kind"] == "Stopped"
    assert chatter.split("\n") == [
        "",
        "antigone: Stopped. What was acknowledged is kept; the same command goes on from there.",
        "",
    ]
    acknowledged = {each["name"] for each in reported(report) if each["outcome"] == "enrolled"}
    assert acknowledged <= set(times_enrolled(made_home))
    rest = run_cli(*order, "--json")
    assert json.loads(rest.stdout)["already_there"] >= len(acknowledged)
    assert times_enrolled(made_home) == names(portraits)


@pytest.mark.usefixtures("cluster")
def test_a_cluster_that_is_lost_in_the_middle_keeps_what_was_acknowledged(
    made_home: Path, portraits: Path, tmp_path: Path, run_cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = tmp_path / "report.jsonl"
    monkeypatch.setenv("RAY_gcs_rpc_server_reconnect_timeout_s", "4")
    with ray_cluster(num_cpus=1) as lost:
        process = begun(made_home, enrolment(portraits, report, "--ray", lost.address), report, lines=8)
        lost.kill()
        said, _ = process.communicate(timeout=90)
    assert process.returncode == 1
    assert json.loads(said)["error"]["message"] == (
        f"The connection to the Ray cluster at {lost.address} was lost. "
        "What was acknowledged is kept. When the cluster is back, the same command goes on from there."
    )
    acknowledged = [each["name"] for each in reported(report) if each["outcome"] == "enrolled"]
    assert set(acknowledged) <= set(times_enrolled(made_home))
    rest = run_cli(*enrolment(portraits, report, "--workers", 2), "--json")
    assert json.loads(rest.stdout)["already_there"] >= len(acknowledged)
    assert times_enrolled(made_home) == names(portraits)


@pytest.mark.usefixtures("cluster")
def test_a_cluster_that_cannot_be_reached_opens_no_gallery(made_home: Path, portraits: Path, run_cli: Cli) -> None:
    said = refused(run_cli, *enrolment(portraits, portraits / "report", "--ray", "127.0.0.1:1"), code=1)
    assert said.startswith("The Ray cluster at 127.0.0.1:1 cannot be reached")
    assert rows(made_home, "SELECT name FROM galleries_gallery") == []
