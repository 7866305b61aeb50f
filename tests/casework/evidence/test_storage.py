"""Original bytes: whole or absent, once, unchangeable by accident."""

import stat
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from threading import Barrier
from types import SimpleNamespace

import pytest

from antigone.casework.evidence import storage
from antigone.casework.evidence.storage import (
    abandoned_files,
    destroy_original,
    original_path,
    read_original,
    remove_abandoned,
    replace_file,
    store_original,
    stored_hashes,
)
from antigone.engine.errors import ChecksumMismatch, StateError

DATA = b"the bytes of a photograph"
HASH = sha256(DATA).hexdigest()


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def originals(tmp_path: Path) -> Path:
    return tmp_path / "originals"


def test_bytes_lie_under_their_hash_and_cannot_be_written_to(originals: Path) -> None:
    path = store_original(originals, DATA, HASH)
    assert path == originals / HASH[:2] / HASH[2:4] / HASH
    assert stat.S_IMODE(path.stat().st_mode) == 0o440
    assert read_original(originals, HASH) == DATA
    assert list(stored_hashes(originals)) == [HASH]
    assert files_in(originals / ".unfinished") == []


def test_storing_twice_leaves_the_first_file(originals: Path) -> None:
    before = store_original(originals, DATA, HASH).stat()
    after = store_original(originals, DATA, HASH).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_bytes_under_a_wrong_hash_are_refused(originals: Path) -> None:
    with pytest.raises(ChecksumMismatch):
        store_original(originals, b"other bytes", HASH)
    assert not originals.exists()


def test_a_file_cut_short_after_storing_is_healed_by_the_true_bytes(originals: Path) -> None:
    path = store_original(originals, DATA, HASH)
    path.chmod(0o640)
    path.write_bytes(DATA[:5])
    store_original(originals, DATA, HASH)
    assert read_original(originals, HASH) == DATA


def test_a_changed_file_is_never_handed_out(originals: Path) -> None:
    path = store_original(originals, DATA, HASH)
    path.chmod(0o640)
    path.write_bytes(DATA.upper())
    with pytest.raises(ChecksumMismatch, match=HASH) as caught:
        read_original(originals, HASH)
    assert caught.value.advice == "Restore the file from a backup."


def test_a_missing_file_is_a_sentence(originals: Path) -> None:
    with pytest.raises(StateError, match=f"The original {HASH} cannot be read"):
        read_original(originals, HASH)


@pytest.mark.parametrize("name", ["../../etc/passwd", HASH.upper(), HASH[:-1], ""])
def test_what_is_no_hash_names_no_file(originals: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not a SHA-256"):
        original_path(originals, name)


def test_destroying_says_whether_there_was_anything(originals: Path) -> None:
    store_original(originals, DATA, HASH)
    assert destroy_original(originals, HASH)
    assert not destroy_original(originals, HASH)
    assert list(stored_hashes(originals)) == []


def test_a_folder_that_takes_no_files_is_a_sentence(originals: Path) -> None:
    originals.write_bytes(b"a file where the folder should be")
    with pytest.raises(StateError, match="does not take files"):
        store_original(originals, DATA, HASH)


def test_many_processes_may_store_the_same_bytes(originals: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from hashlib import sha256\n"
        "from antigone.casework.evidence.storage import store_original\n"
        "for n in range(40):\n"
        "    data = str(n).encode() * 1000\n"
        "    store_original(Path(sys.argv[1]), data, sha256(data).hexdigest())\n"
    )
    processes = [subprocess.Popen([sys.executable, "-c", code, str(originals)]) for _ in range(3)]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    hashes = list(stored_hashes(originals))
    assert len(hashes) == 40
    assert all(sha256(read_original(originals, name)).hexdigest() == name for name in hashes)
    assert files_in(originals / ".unfinished") == []


STOP_BEFORE_RENAMING = (
    "import os, signal, sys; from pathlib import Path; from hashlib import sha256\n"
    "from antigone.casework.evidence.storage import store_original\n"
    "Path.replace = lambda *_: (print('written', flush=True), signal.pause())\n"
    "store_original(Path(sys.argv[1]), b'half', sha256(b'half').hexdigest())\n"
)


def test_what_a_killed_process_left_is_removed_and_what_a_living_one_writes_is_not(originals: Path) -> None:
    command = [sys.executable, "-c", STOP_BEFORE_RENAMING, str(originals)]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE) as killed,
        subprocess.Popen(command, stdout=subprocess.PIPE) as living,
    ):
        assert killed.stdout.readline() == living.stdout.readline() == b"written\n"
        assert (list(abandoned_files(originals)), remove_abandoned(originals)) == ([], 0)
        killed.kill()
        killed.wait()
        both = files_in(originals / ".unfinished")
        (left,) = abandoned_files(originals)
        assert remove_abandoned(originals) == 1
        assert files_in(originals / ".unfinished") == [name for name in both if name != left.name]
        living.kill()
    assert list(stored_hashes(originals)) == []


def test_a_file_removed_before_its_lock_was_taken_is_begun_anew(
    originals: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []

    def make_and_lose_the_first(**options: Path) -> tuple[int, str]:
        handle, name = tempfile.mkstemp(**options)
        made.append(name)
        if len(made) == 1:
            assert remove_abandoned(originals) == 1
        return handle, name

    monkeypatch.setattr(storage, "tempfile", SimpleNamespace(mkstemp=make_and_lose_the_first))
    store_original(originals, DATA, HASH)
    assert len(made) == 2
    assert read_original(originals, HASH) == DATA


def test_threads_that_put_the_same_file_in_place_at_once_do_not_meet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As two people do who open the same sheet: both wait here until the other has written, too."""
    both, place = Barrier(2), tmp_path / "cache" / "picture"
    place.parent.mkdir()

    def synced(_handle: int) -> None:
        both.wait(timeout=30)

    monkeypatch.setattr(storage.os, "fsync", synced)
    with ThreadPoolExecutor(2) as pool:
        for placed in [pool.submit(replace_file, place, DATA) for _ in range(2)]:
            placed.result(timeout=30)
    assert files_in(place.parent) == ["picture"]
    assert place.read_bytes() == DATA
