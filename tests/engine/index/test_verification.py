"""`verify_index` finds what is wrong, and finds nothing where nothing is."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from antigone.engine.index import (
    FloatScan,
    Leaders,
    RowQuery,
    TemplateIndex,
    open_snapshot,
    verify_index,
    write_snapshot,
)
from antigone.engine.index.view import View
from builders.rows import header, rows


class ForgetfulScan(FloatScan):
    """A scan with a wrong proof: it leaves rows out of its leaders and does not own up to it."""

    def leaders(self, view: View, queries: Sequence[RowQuery], count: int, floor: float = -np.inf) -> Iterator[Leaders]:
        for found in super().leaders(view, queries, count, floor):
            kept = found.rows % 7 != 0
            yield replace(found, rows=found.rows[kept], uppers=found.uppers[kept])


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(3)


def test_a_sound_index_is_reported_clean(tmp_path: Path, rng: np.random.Generator) -> None:
    write_snapshot(tmp_path, header(), [rows(range(1, 2001))], 4)
    index = open_snapshot(tmp_path, header())
    index.add(rows(range(2001, 2400)), 5)
    index.erase(range(1, 300), 6)
    report = verify_index(index, rng, 5)
    assert report.sound
    assert (report.rows, report.blocks, report.change) == (2100, 2, 6)
    assert (report.samples, report.listed, report.lost) == (5, 250, 0)
    assert report.largest_difference < 1e-12


@pytest.mark.parametrize(("count", "samples"), [(0, 5), (1, 5), (3, 0)])
def test_small_indexes_and_no_samples(count: int, samples: int, rng: np.random.Generator) -> None:
    index = TemplateIndex(header())
    index.add(rows(range(count)), 1)
    report = verify_index(index, rng, samples)
    assert report.sound
    assert report.samples == min(count, samples)


def test_subjects_that_a_scan_loses_are_counted(rng: np.random.Generator) -> None:
    part = rows(range(700), subjects=range(700))
    index = TemplateIndex(header(), scan=ForgetfulScan())
    index.add(part, 1)
    report = verify_index(index, rng, 10)
    assert not report.sound
    assert 0 < report.lost < report.listed == 500


def test_every_damaged_block_is_reported(tmp_path: Path, rng: np.random.Generator) -> None:
    folder = write_snapshot(
        tmp_path, header(), [rows(range(start, start + 100_000)) for start in range(0, 1_200_000, 100_000)], 4
    )
    data = bytearray((folder / "templates.bin").read_bytes())
    data[1000] ^= 4
    data[-5000] ^= 4  # in front of the padding of the last block
    (folder / "templates.bin").write_bytes(data)
    report = verify_index(open_snapshot(tmp_path, header()), rng, 10)
    assert not report.sound
    assert [sentence.split("(")[0].strip()[-7:] for sentence in report.damaged] == ["block 0", "block 2"]
    assert report.samples == 0


def test_damage_after_the_first_read_is_found_too(tmp_path: Path, rng: np.random.Generator) -> None:
    folder = write_snapshot(tmp_path, header(), [rows(range(10))], 4)
    index = open_snapshot(tmp_path, header())
    assert verify_index(index, rng, 1).sound
    with (folder / "templates.bin").open("r+b") as file:
        file.seek(12)
        file.write(b"\xff")
    assert len(verify_index(index, rng, 1).damaged) == 1
