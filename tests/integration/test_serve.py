"""`antigone serve` with real processes: what is killed is replaced, what ends leaves nobody behind."""

import os
import signal
import socket
import sys
import time
from pathlib import Path
from threading import Thread

import pytest

from builders.commands import Cli, document, refused
from builders.database import rows
from builders.serving import left_of, serving, until

STATES = "SELECT state FROM jobs_job"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads the processes of the system from /proc")


@pytest.fixture
def home(made_home: Path) -> Path:
    """Made, with nobody in it."""
    return made_home


@pytest.mark.usefixtures("own_database")
def test_a_first_start_makes_the_home_and_one_link_that_works_once(antigone_home: Path) -> None:
    with serving(antigone_home) as server:
        link = server.started["first_administrator"]
        assert link.startswith(f"{server.started['address']}/welcome/")
        assert server.get("/").status == 302
        path = link.removeprefix(server.started["address"])
        assert server.get(path).status == 200
        assert server.stop() == ""
    with serving(antigone_home) as again:
        assert again.started["first_administrator"] not in {None, link}
        assert again.get(path).status in {404, 410}, "the link of the start before works no more"


def test_what_is_killed_is_replaced(home: Path) -> None:
    with serving(home, "--processes", "1") as server:
        assert server.get("/account/login/").status == 200
        before = server.children()
        for process in before.values():
            os.kill(process, signal.SIGKILL)
        assert until(lambda: len(server.children()) == 3 and not set(server.children().values()) & set(before.values()))
        assert server.get("/account/login/").status == 200
        said = server.stop()
    for name in ("web process", "worker for searches", "worker for bulk"):
        assert f"The {name} ended (signal 9); it is started again in 0.5 s." in said
    assert left_of(home) == []


def test_the_job_of_a_killed_worker_is_finished_by_the_next(home: Path, tmp_path: Path) -> None:
    steps = tmp_path / "steps"
    steps.touch()
    with serving(home) as server:
        server.submit("slow", 1, steps)
        assert until(lambda: len(steps.read_bytes()) > 3)
        os.kill(server.children()["bulk"], signal.SIGKILL)
        assert until(lambda: rows(home, STATES) == [("done",)])
    assert 60 <= len(steps.read_bytes()) <= 61, "it went on from where it was"


def test_a_job_at_work_is_broken_off_at_the_end_and_goes_on_at_the_next_start(home: Path, tmp_path: Path) -> None:
    steps = tmp_path / "steps"
    steps.touch()
    with serving(home) as server:
        server.submit("endless", 1, steps)
        assert until(lambda: len(steps.read_bytes()) > 3)
        server.stop()
        assert server.process.returncode == 0
        assert left_of(home) == []
    broken_off = len(steps.read_bytes())
    assert rows(home, STATES) == [("running",)]
    with serving(home):
        assert until(lambda: len(steps.read_bytes()) > broken_off)
        steps.with_suffix(".enough").touch()
        assert until(lambda: rows(home, STATES) == [("done",)])


def test_searches_are_done_side_by_side_and_go_on_at_the_next_start(home: Path, tmp_path: Path) -> None:
    meeting, steps = tmp_path / "meeting", tmp_path / "steps"
    for folder in (meeting, steps):
        folder.mkdir()
    with serving(home) as server:
        server.submit("meet", 4, meeting)
        assert until(lambda: rows(home, STATES) == [("done",)] * 4)
        server.submit("slow_search", 2, steps)
        assert until(lambda: [length > 3 for length in lengths(steps)] == [True, True])
        server.stop()
        assert server.process.returncode == 0
        assert left_of(home) == []
    broken_off = lengths(steps)
    assert sorted(rows(home, STATES)) == [("done",)] * 4 + [("running",)] * 2
    with serving(home):
        assert until(lambda: [now > then for now, then in zip(lengths(steps), broken_off, strict=True)] == [True, True])


def lengths(folder: Path) -> list[int]:
    return [file.stat().st_size for file in sorted(folder.iterdir())]


def test_what_a_killed_server_was_receiving_goes_and_what_an_import_keeps_stays(home: Path) -> None:
    kept, arriving = home / "cache" / "uploads" / "an import", home / "cache" / "arriving" / "half of a photograph"
    for folder in (kept, arriving):
        folder.mkdir(parents=True)
        (folder / "photographs.zip").write_bytes(b"PK")
    with serving(home) as server:
        assert server.get("/account/login/").status == 200
        assert (kept / "photographs.zip").exists()
        assert not arriving.exists()


def test_a_supervisor_that_is_killed_takes_all_with_it(home: Path, tmp_path: Path) -> None:
    steps = tmp_path / "steps"
    steps.touch()
    with serving(home) as server:
        server.submit("slow", 1, steps)
        assert until(lambda: len(steps.read_bytes()) > 3)
        server.process.kill()
        server.process.wait()
        assert until(lambda: left_of(home) == [], seconds=10)
        # The same port is free at once.
        with serving(home, "--bind", server.started["listening"].removeprefix("http://")) as next_one:
            assert next_one.get("/account/login/").status == 200


def test_a_home_is_served_once(home: Path, run_cli: Cli) -> None:
    with serving(home) as server:
        said = refused(run_cli, "serve", "--bind", "127.0.0.1:0", code=1)
        assert said == "This home is being served. Use that `antigone serve`, or stop it first."
        assert document(run_cli, "audit", "verify")["clean"], "other commands work meanwhile"
        assert server.get("/account/login/").status == 200


def test_a_port_that_is_taken_is_said(home: Path, run_cli: Cli) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = refused(run_cli, "serve", "--bind", f"127.0.0.1:{port}", code=1)
    assert said == (
        f"127.0.0.1:{port} cannot be listened on: Address already in use. "
        "Stop what listens there, or choose another with --bind."
    )


@pytest.mark.sqlite
def test_several_processes_need_postgresql(home: Path, run_cli: Cli) -> None:
    assert "On SQLite there is one web process." in refused(run_cli, "serve", "--processes", "2", code=2)


def test_other_machines_need_tls(antigone_home: Path, run_cli: Cli) -> None:
    said = refused(run_cli, "serve", "--bind", "0.0.0.0:0", code=2)
    assert "plain HTTP shows them passwords and pictures" in said
    assert not (antigone_home / "antigone.sqlite3").exists(), "nothing is made by a command that is refused"


def test_an_upload_beyond_the_limit_is_refused_unread(home: Path) -> None:
    with serving(home, ANTIGONE_UPLOAD_LIMIT_MB="1") as server:
        headers = {"Content-Length": str(2 * 1024**2), "Content-Type": "multipart/form-data; boundary=x"}
        assert server.get("/account/login/", headers, method="POST").status == 413


def test_a_spoofed_proxy_header_and_a_strange_host_name_change_nothing(home: Path) -> None:
    with serving(home) as server:
        answer = server.get("/account/login/", {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"})
        assert answer.status == 200
        assert "Secure" not in str(answer.headers.get_all("Set-Cookie"))
        assert server.get("/account/login/", {"Host": "evil.example"}).status == 400
        assert server.stop() == "", "everyday refusals leave no trace"


def test_styles_are_kept_by_browsers_under_an_address_that_changes_with_them(home: Path) -> None:
    with serving(home) as server:
        page = server.get("/no-such-page/").body.decode()  # type: ignore[attr-defined]
        style = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
        assert style.startswith("/static/")
        assert server.get(style).headers["Cache-Control"] == "max-age=315360000, public, immutable"


def test_workers_and_commands_write_one_log_at_once(
    antigone_home: Path, run_cli: Cli, on_postgresql: str, tmp_path: Path
) -> None:
    with serving(antigone_home, "--processes", "2") as server:
        before = rows(antigone_home, "SELECT count(*) FROM audit_event")[0][0]
        asking = [Thread(target=server.submit, args=(name, 4, tmp_path)) for name in ("log_searches", "log_bulk")]
        for thread in asking:
            thread.start()
        seen, end = set(), time.monotonic() + 120
        while rows(antigone_home, "SELECT count(*) FROM jobs_job WHERE state = 'done'") != [(8,)]:
            ((count, last),) = rows(antigone_home, "SELECT count(*), max(seq) FROM audit_event")
            assert count == last + 1, "whoever reads meanwhile finds no gap"
            seen.add(count)
            assert time.monotonic() < end, rows(antigone_home, STATES)
        for thread in asking:
            thread.join()
        assert server.get("/account/login/").status == 200
    assert len(seen) > 2, "the log was read while it grew"
    report = document(run_cli, "audit", "verify")
    assert report["clean"]
    assert report["size"] == before + 8 * 20
