"""People of every role at the workbench at once while an import runs: `antigone serve`, as it is delivered.

20 people click as their roles do, with 1 to 3 seconds of thought between clicks. Promised, on two cores: no error, 95
of 100 answers of every kind within 500 ms, and 95 of 100 searches of 10,000 people within a second, from the click on
Search to the result on the screen. The named peer is the floor of the stack: one bare Django page behind a session on
the same server (waitress, as many threads), clicked at the same pace by as many people while the same import goes on.
"""

import argparse
import json
import os
import platform
import random
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from common import photographs
from workbench.figures import Findings, by_kind, failures_of, figures_of
from workbench.roles import ROUNDS, UUID, Site, click
from workbench.stage import HERE, archive, free_port, make_home, running, served, wait_for
from workbench.visitor import CSRF, Request, Visitor, path_of
from workbench.watching import Watch, processor_seconds

PASSWORD = "correct horse battery"
SHARES = {"registrar": 7, "examiner": 6, "supervisor": 2, "gallery_manager": 3, "auditor": 2}
"""Of 20 people."""

CASES = 24
THREADS = 8
IDLE_SECONDS = 15
FLOOR_SECONDS = 45
A_SECOND = 70
"""More photographs than an import does, so that it lasts as long as the clicking."""
"""Photographs that no machine of two cores imports in a second, so that the archive lasts."""

SIGN_INS_A_MINUTE = 25
"""Of one address; from 30 on they are refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """All that was measured. searches: seconds each; idle: share of a core; imported: photographs a second."""

    requests: list[Request]
    searches: list[float]
    floor: list[Request]
    idle: float
    imported: float
    memory: dict[str, dict[str, float]]


def main() -> int:
    """The exit code: 1 where a promise was not kept."""
    options = _options()
    with _workspace(options.keep) as workspace:
        folder = photographs(1)[0].parents[1]
        names = _names(options.users)
        home = workspace / "home"
        site = make_home(home, folder, subjects=options.subjects, cases=CASES, seed=options.seed, names=names)
        packed = archive(folder, int((60 * options.minutes + FLOOR_SECONDS + 60) * A_SECOND))
        with served(home, THREADS) as (process, port):
            people = _people(names, port, options.seed, threading.Event())
            outcome = _measure(process, people, site, packed, options)
    return _report(outcome, options)


def _measure(
    process: int, people: list[tuple[str, Visitor]], site: Site, packed: bytes, options: argparse.Namespace
) -> Outcome:
    for _, one in people:
        one.sign_in("/account/login/", PASSWORD)
        time.sleep(60 / SIGN_INS_A_MINUTE if len(people) > SIGN_INS_A_MINUTE else 0)
    idle = _idle_share(process)
    manager = next(one for role, one in people if role == "gallery_manager")
    site = replace(site, progress=_import(manager, site, packed))
    watch = Watch(root=process)
    watch.start()
    began, before = time.monotonic(), _imported(manager, site)
    threads = [threading.Thread(target=click, args=(one, ROUNDS[role], site)) for role, one in people]
    _let_run(threads, manager.stop, 60 * options.minutes)
    imported = (_imported(manager, site) - before) / (time.monotonic() - began)
    watch.stop()
    requests = [request for _, one in people for request in one.done if began <= request.at]
    searches = [seconds for _, one in people for seconds in one.searches]
    return Outcome(
        requests=requests,
        searches=searches,
        floor=_floor(len(people), options.seed),
        idle=idle,
        imported=imported,
        memory=watch.megabytes(),
    )


def _people(names: dict[str, list[str]], port: int, seed: int, stop: threading.Event) -> list[tuple[str, Visitor]]:
    return [
        (role, _visitor(username, port, f"{seed} {username}", stop))
        for role, usernames in names.items()
        for username in usernames
    ]


def _visitor(username: str, port: int, seed: str, stop: threading.Event) -> Visitor:
    return Visitor(host="127.0.0.1", port=port, username=username, rng=random.Random(seed), stop=stop)


def _let_run(threads: list[threading.Thread], stop: threading.Event, seconds: float) -> None:
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    stop.set()
    for thread in threads:
        thread.join()


def _import(manager: Visitor, site: Site, packed: bytes) -> str:
    """Hand the archive in through the form; gives the page that shows how far it is."""
    form = f"/galleries/{site.gallery}/import/"
    fields = {CSRF: manager.fetch("form of an import", form).values(CSRF)[0], "basis": "family", "basis_text": "form 7"}
    answer = manager.send_file("import handed in", form, fields, ("archive", "photographs.zip", packed))
    if answer.status != 302:
        raise RuntimeError(f"The import was not taken: {answer.status}\n{answer.text[:2000]}")
    return path_of(answer.headers["Location"])


def _imported(manager: Visitor, site: Site) -> int:
    """How many photographs the import has done. Raises RuntimeError where it is over, and with it the measurement."""
    job = manager.fetch("tasks", "/jobs/").links(f"/jobs/{UUID}/")[0]
    page = manager.fetch("page of a job", job)
    done = [tag.get("value", "0") for tag in page.tags() if "max" in tag]
    if not done and 'hx-get="' not in page.text:
        raise RuntimeError(f"The import ended too early ({site.progress}).")
    return int(done[0]) if done else 0


def _idle_share(process: int) -> float:
    before = processor_seconds(process)
    time.sleep(IDLE_SECONDS)
    return (processor_seconds(process) - before) / IDLE_SECONDS


def _floor(users: int, seed: int) -> list[Request]:
    """The bare page, clicked at the same pace."""
    stop, port = threading.Event(), free_port()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(HERE / "bare_site.py"), folder, str(port), str(THREADS)]
        with (Path(folder) / "session").open("w+b") as out, running(command, dict(os.environ), out.fileno()) as process:
            wait_for(port, process)
            session = (Path(folder) / "session").read_text().split()[0]
            people = [_visitor(str(number), port, f"{seed} {number}", stop) for number in range(users)]
            threads = [threading.Thread(target=_click_bare, args=(one, session)) for one in people]
            _let_run(threads, stop, FLOOR_SECONDS)
    return [request for one in people for request in one.done]


def _click_bare(one: Visitor, session: str) -> None:
    while not one.stop.is_set():
        one.fetch("bare page", "/", {"Cookie": f"sessionid={session}"})
        one.think()


def _names(users: int) -> dict[str, list[str]]:
    """Usernames of each role, in the shares above; at least two examiners and one of every other role."""
    counts = {role: max(1 + (role == "examiner"), round(users * share / 20)) for role, share in SHARES.items()}
    return {role: [f"{role.replace('_', '-')}-{number}" for number in range(count)] for role, count in counts.items()}


def _report(outcome: Outcome, options: argparse.Namespace) -> int:
    findings = _findings(outcome)
    if options.json:
        document = {"minutes": options.minutes, "subjects": options.subjects, "cores": os.cpu_count()}
        sys.stdout.write(json.dumps({**document, **findings.as_document(), "missed": findings.missed}, indent=2) + "\n")
    else:
        people = sum(map(len, _names(options.users).values()))
        machine = f"({platform.machine()}, {os.cpu_count()} cores)"
        sys.stdout.write(f"{people} people, {options.minutes:g} min, {options.subjects:,} subjects {machine}\n")
        sys.stdout.write("\n".join(findings.lines()) + "\n")
    return 1 if findings.missed else 0


def _findings(outcome: Outcome) -> Findings:
    return Findings(
        kinds=by_kind(outcome.requests),
        searches=figures_of("search, to its result", outcome.searches),
        floor=figures_of("bare page", [one.seconds for one in outcome.floor]),
        idle=outcome.idle,
        imported=outcome.imported,
        memory=outcome.memory,
        failures=failures_of(outcome.requests),
    )


def _options() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--json", action="store_true", help="one JSON document on stdout")
    arguments.add_argument("--runs", type=int, help="taken as the other benchmarks take it; one run says it all here")
    arguments.add_argument("--minutes", type=float, default=5.0)
    arguments.add_argument("--users", type=int, default=20)
    arguments.add_argument("--subjects", type=int, default=10_000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--keep", type=Path, help="a new folder for the home, which stays there")
    return arguments.parse_args()


@contextmanager
def _workspace(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True)
        yield keep.resolve()
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


if __name__ == "__main__":
    sys.exit(main())
