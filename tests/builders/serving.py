"""A home that is served by real processes, as a browser and an administrator meet them."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

TESTS = Path(__file__).resolve().parents[1]
CHILD = "antigone.site.child"


@dataclass
class Server:
    """`antigone serve` at work. started: the document it printed. errors: the file that its stderr goes to."""

    process: "subprocess.Popen[str]"
    started: dict[str, str]
    errors: Path
    environment: dict[str, str] = field(repr=False)

    def get(self, path: str, headers: dict[str, str] | None = None, method: str = "GET") -> HTTPResponse:
        """The answer to one request, its body read; nothing is followed."""
        connection = HTTPConnection(urlsplit(self.started["listening"]).netloc, timeout=30)
        with closing(connection):
            connection.request(method, path, headers=headers or {})
            answer = connection.getresponse()
            answer.body = answer.read()  # type: ignore[attr-defined]
        return answer

    def children(self) -> dict[str, int]:
        """Role to process number: `web`, `searches`, `bulk`; several web processes under one name."""
        found = {}
        for process, words in _processes():
            if CHILD in words and _parent(process) == self.process.pid:
                role = words[words.index(CHILD) + 1]
                found["web" if role == "web" else words[words.index(CHILD) + 2]] = process
        return found

    def submit(self, task: str, number: int, file: Path) -> None:
        """Ask for work of `integration.serving_tasks`."""
        command = [sys.executable, "-m", "integration.asking_for_work", task, str(number), str(file)]
        subprocess.run(command, env=self.environment, check=True, timeout=60)

    def stop(self, number: int = signal.SIGTERM) -> str:
        """Send the signal, wait for the end; gives what stood on stderr."""
        self.process.send_signal(number)
        self.process.wait(timeout=60)
        return self.errors.read_text()


@contextmanager
def serving(home: Path, *options: str, **variables: str) -> Iterator[Server]:
    """Serve the home on a free port, until the block ends."""
    environment = {
        **os.environ,
        "ANTIGONE_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "antigone.site.settings",
        "PYTHONPATH": os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")]),
        **variables,
    }
    bind = () if "--bind" in options else ("--bind", "127.0.0.1:0")
    command = [sys.executable, "-m", "antigone", "serve", *bind, *options, "--json"]
    errors = home.parent / "serve-stderr"
    with errors.open("a") as stderr:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=stderr, text=True)
    try:
        yield Server(process, _first_document(process, errors), errors, environment)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(timeout=60)
        if process.stdout:
            process.stdout.close()


def _first_document(process: "subprocess.Popen[str]", errors: Path) -> dict[str, str]:
    text = ""
    for line in process.stdout or ():
        text += line
        if line == "}\n":
            found: dict[str, str] = json.loads(text)
            return found
    raise AssertionError(f"serve ended before it began: {text}{errors.read_text()}")


def until(true: Callable[[], object], seconds: float = 30) -> bool:
    """Whether it became true in that time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return False


def left_of(home: Path) -> list[int]:
    """Processes that serve this home and are alive, the supervisor included."""
    mark = f"ANTIGONE_HOME={home}".encode()
    return [
        process for process, words in _processes() if "antigone" in " ".join(words) and mark in _environment(process)
    ]


def _processes() -> Iterator[tuple[int, list[str]]]:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
            if words != [""]:
                yield int(folder.name), words
        except OSError:
            continue


def _environment(process: int) -> list[bytes]:
    try:
        return Path(f"/proc/{process}/environ").read_bytes().split(b"\0")
    except OSError:
        return []


def _parent(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0
