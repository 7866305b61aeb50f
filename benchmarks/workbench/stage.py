"""What is set up before anybody clicks: a home, the server on it, an archive to import."""

import io
import json
import os
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from workbench.roles import Site

HERE = Path(__file__).resolve().parent
START_SECONDS = 60.0
END_SECONDS = 60.0
ENROLLED = 30
"""Real people of the gallery, one photograph each, beside the synthetic ones."""


def make_home(home: Path, folder: Path, *, subjects: int, cases: int, seed: int, names: dict[str, list[str]]) -> Site:
    """A home with everything but the import."""
    environment = _environment(home)
    people = [person for person in sorted(folder.iterdir()) if len(list(person.glob("*.jpg"))) > 1][:ENROLLED]
    sources = home.parent / "enrolled"
    for person in people:
        (sources / person.name).mkdir(parents=True)
        first = min(person.glob("*.jpg"))
        (sources / person.name / first.name).write_bytes(first.read_bytes())
    antigone = [sys.executable, "-m", "antigone"]
    enrol = [*antigone, "enrol", str(sources), "--gallery", "missing", "--basis", "family", "--workers", "1"]
    for command in ([*antigone, "init"], enrol):
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    words = [str(folder), str(subjects), str(cases), str(seed), json.dumps(names)]
    command = [sys.executable, str(HERE / "make_home.py"), *words]
    made = json.loads(subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout)
    return Site(gallery=made["gallery"], cases=tuple(made["cases"]), progress="")


@contextmanager
def served(home: Path, threads: int) -> Iterator[tuple[int, int]]:
    """(process, port) of `antigone serve`."""
    port = free_port()
    command = [sys.executable, "-m", "antigone", "serve", "--bind", f"127.0.0.1:{port}", "--threads", str(threads)]
    with (home / "served.log").open("wb") as log, running(command, _environment(home), log.fileno()) as process:
        wait_for(port, process)
        yield process.pid, port


@contextmanager
def running(command: Sequence[str], environment: dict[str, str], out: int) -> Iterator["subprocess.Popen[bytes]"]:
    """A process that is ended in order."""
    process = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=END_SECONDS)


def wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Until something listens there. Raises RuntimeError."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"Nothing listens on port {port}.")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def archive(folder: Path, count: int) -> bytes:
    """A zip file of that many photographs, a folder a person; where there are fewer, the same again as other files."""
    found = sorted(folder.glob("*/*.jpg"))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for number in range(count):
            turn, place = divmod(number, len(found))
            path = found[place]
            packed.writestr(f"{path.parent.name} {turn}/{path.name}", commented(path.read_bytes(), number))
    return file.getvalue()


def commented(jpeg: bytes, number: int) -> bytes:
    """The same picture with a comment: other bytes, for what the home knows already is not read again."""
    remark = f"photograph {number}".encode()
    return jpeg[:2] + b"\xff\xfe" + (len(remark) + 2).to_bytes(2, "big") + remark + jpeg[2:]


def _environment(home: Path) -> dict[str, str]:
    return {
        **os.environ,
        "ANTIGONE_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "antigone.site.settings",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
