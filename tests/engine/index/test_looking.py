"""Rows looked at by compiled loops are worth what they are worth plainly, to the last bit."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from antigone.engine.errors import SnapshotError
from antigone.engine.index import RowQuery, TemplateIndex, open_snapshot, write_snapshot
from antigone.engine.index.kernels import checking, kernel_fault
from antigone.engine.index.looking import Looked, look, look_compiled
from antigone.engine.index.values import EVERYTHING
from antigone.engine.index.view import View
from builders.rows import header, query, rows

ROWS = 20_000


def numbers(seed: int, count: int = 300) -> np.ndarray:
    return np.sort(np.random.default_rng(seed).choice(ROWS, count, replace=False))


def wide_query(length: int, seed: int = 0) -> RowQuery:
    """Its numbers are of such different sizes that the order of their sum shows."""
    exponents = np.random.default_rng(seed).integers(-12, 12, length)
    asked = query(seed, length=length)
    return replace(asked, probe=np.ldexp(asked.probe, exponents).astype(np.float32))


def require_equal(found: Looked, wanted: Looked) -> None:
    assert found.entries.tolist() == wanted.entries.tolist()
    assert found.subjects.tolist() == wanted.subjects.tolist()
    assert found.values.tobytes() == wanted.values.tobytes()


def filled(length: int) -> View:
    """More rows than a block has; from another number on than 0, so that numbers are not entries."""
    index = TemplateIndex(header(length))
    index.add(rows(range(7, ROWS + 7), length=length), 1)
    return index.state.view(EVERYTHING)


# Below eight; odd; what is left over of eight; halves and their halves, even and not.
@pytest.mark.parametrize("length", [1, 3, 8, 15, 127, 128, 131, 250, 512])
def test_both_say_the_same_of_any_rows_and_length(length: int) -> None:
    view = filled(length)
    for seed in range(3):
        asked = wide_query(length, seed)
        require_equal(look_compiled(view, numbers(seed), asked), look(view, numbers(seed), asked))
    first = numbers(0)[:1]
    require_equal(look_compiled(view, first, wide_query(length)), look(view, first, wide_query(length)))


def test_numbers_too_small_to_be_normal_count_too() -> None:
    part = rows(range(50), length=16)
    part.vectors[:, :8] *= np.float16(2.0**-12)
    index = TemplateIndex(header(16))
    index.add(part, 1)
    view, every = index.state.view(EVERYTHING), np.arange(50)
    assert (np.abs(part.vectors[:, :8]) < np.finfo(np.float16).smallest_normal).any()
    require_equal(look_compiled(view, every, wide_query(16)), look(view, every, wide_query(16)))


@pytest.mark.parametrize("length", [15, 16])
def test_a_damaged_template_is_refused_and_its_block_named(tmp_path: Path, length: int) -> None:
    folder = write_snapshot(tmp_path, header(length), [rows(range(100), length=length)], 4)
    with (folder / "templates.bin").open("r+b") as file:
        file.seek(60 * 2 * length + 3)
        byte = file.read(1)[0]
        file.seek(-1, 1)
        file.write(bytes([byte ^ 1]))
    view = open_snapshot(tmp_path, header(length)).state.view(EVERYTHING)
    look_compiled(view, np.array([59, 61]), wide_query(length))
    with pytest.raises(SnapshotError, match=r"a template of block 0 .* does not have its checksum"):
        look_compiled(view, np.array([59, 60]), wide_query(length))


def test_another_order_of_sums_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if numpy had changed its own."""
    monkeypatch.setattr(checking, "row_scores", lambda vectors, probe: vectors.astype(np.float64) @ probe)
    kernel_fault.cache_clear()
    try:
        assert "another order than numpy" in kernel_fault()
    finally:
        kernel_fault.cache_clear()
