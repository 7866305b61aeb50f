"""Snapshots: what was written is what is read, by whoever may read it, or a sentence says why not."""

import errno
import json
import os
import resource
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from antigone.engine.errors import SnapshotError, StateError, TemplateMismatch
from antigone.engine.index import IndexRows, TemplateIndex, open_snapshot, read_header, write_snapshot
from antigone.engine.index.blocks import row_checksums
from antigone.engine.index.snapshots.header import PAGE, SEALED_ROWS
from antigone.engine.types import ModelIdentity
from builders.rows import RECOGNISER, as_list, expected_list, header, query, require_same, rows

OTHER = ModelIdentity(id="other", sha256="6" * 64)
RETRAINED = ModelIdentity(id=RECOGNISER.id, sha256="6" * 64)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def written(folder: Path, count: int, *, change: int = 5, length: int = 8, seed: int = 0) -> list[IndexRows]:
    """A snapshot of `count` rows in portions of 1,000, and the portions."""
    parts = [
        rows(range(start, min(start + 1000, count + 1)), length=length, seed=seed)
        for start in range(1, count + 1, 1000)
    ]
    write_snapshot(folder, header(length), parts, change)
    return parts


def change_header(folder: Path, **changes: object) -> None:
    """Rewrite the current header with other values and a checksum that fits."""
    path = generation(folder) / "header.json"
    document = json.loads(path.read_bytes().splitlines()[0])
    line = json.dumps(document | changes).encode() + b"\n"
    path.write_bytes(line + f"{zlib.crc32(line):08x}\n".encode())


def generation(folder: Path) -> Path:
    return folder / (folder / "CURRENT").read_text().strip()


def flip_bit(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("count", [0, 1, 3, 2500])
def test_what_was_written_is_what_is_searched(folder: Path, count: int) -> None:
    parts = written(folder, count)
    index = open_snapshot(folder, header())
    assert (index.count, index.change, index.header) == (count, 5, header())
    require_same(index.search(query(), top=20), expected_list(parts, query(), 20))


def test_a_snapshot_of_several_blocks(folder: Path) -> None:
    """A block and a bit, of templates whose length fills no page, and everything read back number by number."""
    parts = written(folder, SEALED_ROWS + 700, length=3)
    index = open_snapshot(folder, header(3))
    assert [len(block) for block in index.state.blocks] == [SEALED_ROWS, 700]
    held = index.live_rows(range(1, SEALED_ROWS + 701))
    for name in ("entries", "subjects", "galleries", "vectors", "cohort"):
        np.testing.assert_array_equal(getattr(held, name), np.concatenate([getattr(part, name) for part in parts]))


@pytest.mark.parametrize("length", [3, 128])
def test_a_template_that_is_another_has_another_checksum(length: int) -> None:
    """Whichever bit is another, and whatever stands beside it."""
    rng = np.random.default_rng(0)
    vectors = rng.standard_normal((600, length)).astype(np.float16)
    sums = row_checksums(vectors)
    np.testing.assert_array_equal(row_checksums(vectors[7:8]), sums[7:8])
    changed = vectors.view(np.uint16).copy()
    changed[np.arange(600), rng.integers(length, size=600)] ^= np.uint16(1) << rng.integers(
        16, size=600, dtype=np.uint16
    )
    assert (row_checksums(changed.view(np.float16)) != sums).all()


def test_the_log_is_replayed_on_top(folder: Path) -> None:
    parts = written(folder, 50, change=5)
    index = open_snapshot(folder, header())
    assert index.add(rows(range(1, 51)), 5) == 0
    assert index.erase([1], 5) == 0
    index.erase([2, 3], 6)
    more = rows(range(51, 60))
    index.add(more, 7)
    kept = set(range(1, 60)) - {2, 3}
    assert (index.count, index.change) == (len(kept), 7)
    require_same(index.search(query(), top=99), expected_list([*parts, more], query(), 99, live=kept))


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        written(tmp_path / name, 1500)
    first, second = (generation(tmp_path / name) for name in ("a", "b"))
    for file in ("keys.bin", "templates.bin", "header.json"):
        assert (first / file).read_bytes() == (second / file).read_bytes()


def test_the_header_says_whose_rows_these_are(folder: Path) -> None:
    written(folder, 1500, change=12)
    found = read_header(folder)
    assert (found.index, found.count, found.change) == (header(), 1500, 12)


def test_a_snapshot_is_read_only(folder: Path) -> None:
    written(folder, 3)
    block = open_snapshot(folder, header()).state.blocks[0]
    with pytest.raises(ValueError, match="read-only"):
        block.columns.subjects[0] = 9


def test_an_open_index_goes_on_after_its_generation_was_replaced(folder: Path) -> None:
    parts = written(folder, 2000)
    before = open_snapshot(folder, header())
    replaced = generation(folder)
    written(folder, 10, change=6, seed=1)
    assert not replaced.exists()
    require_same(before.search(query(), top=5), expected_list(parts, query(), 5))
    assert open_snapshot(folder, header()).count == 10


def test_what_killed_writers_left_is_cleaned_and_nothing_else(folder: Path) -> None:
    written(folder, 3)
    (folder / "writing-abc").mkdir()
    (folder / "writing-abc" / "keys.bin").write_bytes(b"half")
    (folder / "generation-00000099").mkdir()
    (folder / "note.txt").write_text("of the operator's")
    written(folder, 4, change=6)
    assert sorted(path.name for path in folder.iterdir()) == [
        "CURRENT",
        "generation-00000100",
        "note.txt",
        "writer.lock",
    ]


def test_another_process_reads_the_same_snapshot(folder: Path) -> None:
    written(folder, 2000)
    program = (
        "import sys, pathlib; sys.path.insert(0, sys.argv[2])\n"
        "from builders.rows import header, query, as_list\n"
        "from antigone.engine.index import open_snapshot\n"
        "print(as_list(open_snapshot(pathlib.Path(sys.argv[1]), header()).search(query(), top=5)))\n"
    )
    tests = Path(__file__).resolve().parents[2]
    found = subprocess.run(
        [sys.executable, "-c", program, folder, tests], capture_output=True, text=True, check=True, timeout=60
    )
    assert found.stdout.strip() == str(as_list(open_snapshot(folder, header()).search(query(), top=5)))


@pytest.mark.parametrize(
    ("expected", "message"),
    [
        (header(recogniser=OTHER), r"another recogniser: test-recogniser \(5{12}\), not other \(6{12}\)"),
        (header(recogniser=RETRAINED), r"\(5{12}\), not test-recogniser \(6{12}\)"),
        (header(cohort="d" * 64), "another cohort: c{12}, not d{12}"),
        (header(cohort=""), "another cohort: c{12}, not none"),
        (header(9), "another template length: 8, not 9"),
    ],
)
def test_a_foreign_snapshot_is_refused(folder: Path, expected: object, message: str) -> None:
    written(folder, 3)
    with pytest.raises(SnapshotError, match=message) as caught:
        open_snapshot(folder, expected)
    assert "antigone index rebuild" in caught.value.advice


def test_a_newer_format_is_refused(folder: Path) -> None:
    written(folder, 3)
    change_header(folder, format=6)
    with pytest.raises(SnapshotError, match="has format 6, this version of Antigone reads format 5"):
        open_snapshot(folder, header())


def no_snapshot(folder: Path) -> None:
    (folder / "CURRENT").unlink()


def empty_current(folder: Path) -> None:
    (folder / "CURRENT").write_bytes(b"")


def current_outside(folder: Path) -> None:
    (folder / "CURRENT").write_text("../elsewhere\n")


def current_of_zeros(folder: Path) -> None:
    (folder / "CURRENT").write_bytes(b"\xff" * 20)


def current_a_folder(folder: Path) -> None:
    (folder / "CURRENT").unlink()
    (folder / "CURRENT").mkdir()


def generation_gone(folder: Path) -> None:
    generation(folder).rename(folder / "elsewhere")


def header_gone(folder: Path) -> None:
    (generation(folder) / "header.json").unlink()


def header_cut(folder: Path) -> None:
    path = generation(folder) / "header.json"
    path.write_bytes(path.read_bytes()[:50])


def header_changed(folder: Path) -> None:
    flip_bit(generation(folder) / "header.json", 30)


def rows_cut(folder: Path) -> None:
    os.truncate(generation(folder) / "keys.bin", PAGE - 1)


def rows_longer(folder: Path) -> None:
    with (generation(folder) / "keys.bin").open("ab") as file:
        file.write(b"more")


def rows_gone(folder: Path) -> None:
    (generation(folder) / "keys.bin").unlink()


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (no_snapshot, "There is no index snapshot in"),
        (empty_current, "names no generation"),
        (current_outside, "names no generation"),
        (current_of_zeros, "cannot be read"),
        (current_a_folder, "cannot be read"),
        (generation_gone, "lacks files of generation-00000001"),
        (header_gone, "lacks files of generation-00000001"),
        (header_cut, "its header does not have its checksum"),
        (header_changed, "its header does not have its checksum"),
        (rows_cut, r"keys.bin has 4095 bytes, its header says 4096"),
        (rows_longer, r"keys.bin has 4100 bytes, its header says 4096"),
        (rows_gone, "lacks files of generation-00000001"),
    ],
)
def test_a_torn_snapshot_is_refused(folder: Path, damage: object, message: str) -> None:
    written(folder, 3)
    damage(folder)
    with pytest.raises(SnapshotError, match=message) as caught:
        open_snapshot(folder, header())
    assert "antigone index rebuild" in caught.value.diagnostics()


def test_a_folder_that_is_not_there_has_no_snapshot(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="There is no index snapshot"):
        open_snapshot(tmp_path / "nowhere", header())


def test_a_damaged_block_is_named_when_it_is_first_read(folder: Path) -> None:
    written(folder, SEALED_ROWS + 10)
    flip_bit(generation(folder) / "keys.bin", -PAGE + 100)
    index = open_snapshot(folder, header())
    assert index.rows_of([5]).shape == (1, 8)
    for _ in range(2):
        with pytest.raises(SnapshotError, match=r"block 1 \(entries 524289 to 524298\) does not have its checksum"):
            index.search(query(), top=1)


def failing(error: Exception) -> Iterator[IndexRows]:
    yield rows(range(1, 2000))
    raise error


@pytest.mark.parametrize("error", [RuntimeError("database gone"), KeyboardInterrupt()])
def test_a_source_that_fails_leaves_the_old_snapshot(folder: Path, error: Exception) -> None:
    written(folder, 3)
    with pytest.raises(type(error)):
        write_snapshot(folder, header(), failing(error), 9)
    require_untouched(folder)


def require_untouched(folder: Path) -> None:
    assert open_snapshot(folder, header()).change == 5
    assert sorted(path.name for path in folder.iterdir()) == ["CURRENT", "generation-00000001", "writer.lock"]


@pytest.mark.parametrize("numbers", [([1, 2], [2, 3]), ([5, 4],), ([7], [1])])
def test_entry_numbers_that_do_not_ascend_are_refused(folder: Path, numbers: tuple[list[int], ...]) -> None:
    written(folder, 3)
    with pytest.raises(ValueError, match="must ascend"):
        write_snapshot(folder, header(), (rows(part) for part in numbers), 9)
    require_untouched(folder)


def test_templates_of_another_length_are_refused(folder: Path) -> None:
    written(folder, 3)
    with pytest.raises(TemplateMismatch, match="9 numbers"):
        write_snapshot(folder, header(), [rows([1], length=9)], 9)
    require_untouched(folder)


@pytest.fixture
def no_large_files() -> Iterator[None]:
    """The system refuses to let a file grow beyond 64 kB, as a quota would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 << 10, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.usefixtures("no_large_files")
def test_a_write_that_the_system_refuses_leaves_the_old_snapshot(folder: Path) -> None:
    written(folder, 3)
    with pytest.raises(StateError, match="could not be written") as caught:
        write_snapshot(folder, header(), [rows(range(1, 5000))], 9)
    assert "nothing is lost" in caught.value.advice
    require_untouched(folder)


@pytest.mark.parametrize(
    ("code", "message"),
    [(errno.ENOSPC, "The disk of .* is full"), (errno.EROFS, "could not be written to .*: Read-only file system")],
)
def test_a_full_or_read_only_disk_is_a_sentence(
    folder: Path, monkeypatch: pytest.MonkeyPatch, code: int, message: str
) -> None:
    written(folder, 3)

    def refuse(descriptor: int) -> None:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", refuse)
        with pytest.raises(StateError, match=message):
            write_snapshot(folder, header(), [rows([1])], 9)
    require_untouched(folder)


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StateError, match=r"could not be written to .*: Not a directory"):
        write_snapshot(tmp_path / "file" / "index", header(), [], 1)


def test_portions_of_no_rows_are_passed_over(folder: Path) -> None:
    write_snapshot(folder, header(), [rows([]), rows([4]), rows([]), rows([9])], 2)
    index = open_snapshot(folder, header())
    assert isinstance(index, TemplateIndex)
    assert index.live_rows([4, 9]).entries.tolist() == [4, 9]
