"""Several processes: order, bounded memory, and what becomes of the rest when one is killed."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from antigone.casework.recognition.reading import (
    Pace,
    PhotographItem,
    open_reading,
    photograph_item,
    pool,
    read_photographs,
)
from antigone.casework.recognition.reading.pool import STAND_BACK
from antigone.engine.errors import ChecksumMismatch, DamagedImage, StateError, UnreadableFile
from antigone.engine.types import Extraction
from casework.recognition.reading.builders import DeadlyPath, die, fail, numbered, photograph, plan, run_out_of_memory

TESTS = Path(__file__).resolve().parents[3]

BATCH = Pace().photographs


def test_two_processes_give_what_one_gives_in_the_same_order(tmp_path: Path) -> None:
    asked = plan(tmp_path)
    items = numbered(photograph(seed) for seed in range(3 * BATCH))
    items[5] = (5, photograph_item(name="gone.jpg", load=tmp_path / "gone.jpg"))
    one = list(read_photographs(items, plan=asked, workers=1))
    two = list(read_photographs(items, plan=asked, workers=2))
    assert [tag for tag, _ in one] == [tag for tag, _ in two] == list(range(3 * BATCH))
    assert isinstance(two[5][1].outcome, UnreadableFile)
    for (_, here), (_, there) in zip(one, two, strict=True):
        if isinstance(here.outcome, Extraction):
            assert isinstance(there.outcome, Extraction)
            np.testing.assert_allclose(here.outcome.template.vector, there.outcome.template.vector, atol=1e-6)


def test_no_more_is_drawn_than_the_processes_will_soon_read(tmp_path: Path) -> None:
    drawn = 0

    def endless() -> Iterator[tuple[int, PhotographItem]]:
        nonlocal drawn
        while True:
            drawn += 1
            yield drawn, photograph(1)

    reading = read_photographs(endless(), plan=plan(tmp_path), workers=2)
    next(reading)
    assert drawn <= 2 * 2 * BATCH
    reading.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize(("workers", "aside"), [(2, False), (1, True)], ids=["two processes", "one aside"])
def test_the_photograph_that_kills_its_reader_is_refused_and_the_others_are_read(
    tmp_path: Path, *, workers: int, aside: bool
) -> None:
    items = numbered(photograph(seed) for seed in range(BATCH + 3))
    items[2] = (2, PhotographItem(name="deadly.jpg", load=DeadlyPath(tmp_path / "deadly.jpg")))
    found = list(read_photographs(items, plan=plan(tmp_path), workers=workers, aside=aside))
    assert [tag for tag, _ in found] == list(range(BATCH + 3))
    refused = found.pop(2)[1]
    assert isinstance(refused.outcome, DamagedImage)
    assert refused.outcome.message == "deadly.jpg: reading this photograph ended the worker."
    assert all(isinstance(reading.outcome, Extraction) for _, reading in found)


@pytest.mark.parametrize("beginning", [die, fail])
def test_processes_that_cannot_begin_end_the_reading_and_no_photograph_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, beginning: Callable[..., None]
) -> None:
    monkeypatch.setattr(pool, "begin", beginning)
    items = numbered(photograph(seed) for seed in range(BATCH))
    with pytest.raises(StateError, match="end as they begin, before they have read anything"):
        list(read_photographs(items, plan=plan(tmp_path), workers=2))


def test_models_that_do_not_fit_end_the_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Found out where a photograph ended a process, and the next that is to go on does not come so far."""
    monkeypatch.setattr(pool, "load_models", run_out_of_memory)
    items = [(0, PhotographItem(name="deadly.jpg", load=DeadlyPath(tmp_path / "deadly.jpg")))]
    with pytest.raises(StateError, match="before they have read anything"):
        list(read_photographs(items, plan=plan(tmp_path), workers=2))


@pytest.mark.skipif(sys.platform != "linux", reason="asks for another process's priority")
def test_a_process_aside_stands_back_behind_the_one_that_writes(tmp_path: Path) -> None:
    reading = read_photographs(
        numbered(photograph(seed) for seed in range(4)), plan=plan(tmp_path), workers=1, aside=True
    )
    next(reading)
    niceness = [os.getpriority(os.PRIO_PROCESS, process.pid or 0) for process in multiprocessing.active_children()]
    reading.close()  # type: ignore[attr-defined]
    assert niceness == [min(19, os.nice(0) + STAND_BACK)]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_pack_with_a_changed_file_ends_the_reading(tmp_path: Path, workers: int) -> None:
    asked = plan(tmp_path)
    (asked.pack / "recogniser.onnx").write_bytes(b"changed")
    with pytest.raises(ChecksumMismatch):
        list(read_photographs(numbered([photograph(1)]), plan=asked, workers=workers))


@pytest.mark.parametrize("workers", [1, 2])
def test_originals_that_cannot_be_written_end_the_reading(tmp_path: Path, workers: int) -> None:
    (tmp_path / "a file").write_bytes(b"")
    asked = replace(plan(tmp_path), originals=tmp_path / "a file" / "originals")
    with pytest.raises(StateError, match="does not take files"):
        list(read_photographs(numbered([photograph(1)]), plan=asked, workers=workers))


def test_a_way_to_read_serves_several_streams(tmp_path: Path) -> None:
    read = open_reading(plan(tmp_path), workers=1)
    first = list(read([("a", photograph(1))]))
    second = list(read([("b", photograph(1)), ("c", photograph(2))]))
    assert [tag for tag, _ in first + second] == ["a", "b", "c"]


@pytest.mark.skipif(not Path("/proc").exists(), reason="children are found in /proc")
def test_reading_processes_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    script = f"""
import sys
from pathlib import Path
from casework.recognition.reading.builders import photograph, plan
from antigone.casework.recognition.reading import read_photographs

def main():
    items = ((seed, photograph(seed)) for seed in range(10**6))
    for _ in read_photographs(items, plan=plan(Path({str(tmp_path)!r})), workers=2):
        print("reading", flush=True)

if __name__ == "__main__":
    main()
"""
    file = tmp_path / "reading_script.py"
    file.write_text(script)
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    with subprocess.Popen([sys.executable, file], env=environment, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "reading\n"
        children = _children(parent.pid)
        assert len(children) >= 2
        parent.kill()
    until = time.monotonic() + 20
    while any(_alive(child) for child in children) and time.monotonic() < until:
        time.sleep(0.1)
    orphans = [child for child in children if _alive(child)]
    for orphan in orphans:
        os.kill(orphan, signal.SIGKILL)
    assert not orphans


def _children(parent: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def _alive(process: int) -> bool:
    status = Path(f"/proc/{process}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"
