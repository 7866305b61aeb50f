"""benchmarks/search_field.py: what it counts, on a gallery small enough to count by hand; its sides that run here."""

from pathlib import Path

import numpy as np
import pytest

from field import run
from field.gallery import TOP, Gallery, full_scan
from field.registry import ENTRANTS, NUMPY, OURS, READ, Entrant
from field.run import Result, run_field
from field.tables import ratios, table
from templates import Model

ROWS, PROBES, LENGTH = 3000, 40, 32


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Gallery:
    spectrum = np.diag(np.linspace(0.3, 0.05, LENGTH)).astype(np.float32)
    model = Model(
        mean=np.zeros(LENGTH, dtype=np.float32),
        between=spectrum,
        within=spectrum,
        freedom=6.0,
        cohort_mean=np.array([0.2, np.log(0.05)], dtype=np.float32),
        cohort_factor=np.diag([0.03, 0.1]).astype(np.float32),
    )
    return Gallery.make(tmp_path_factory.mktemp("field"), model, "small", rows=ROWS, probes=PROBES)


def result(name: str, p50_ms: float) -> Result:
    return Result(name=name, exact=True, p50_ms=p50_ms)


def test_the_truth_is_a_full_scan_in_order(gallery: Gallery) -> None:
    scores = gallery.load("probes") @ gallery.load("vectors").astype(np.float64).T
    expected = np.argsort(-scores, axis=1)[:, :TOP]
    listed = np.take_along_axis(scores, gallery.load("truth"), axis=1)
    assert listed == pytest.approx(np.take_along_axis(scores, expected, axis=1), abs=1e-6)
    assert 0 < gallery.load("mates").sum() <= 3 * PROBES


def test_a_scan_in_several_blocks_lists_the_same(gallery: Gallery, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("field.gallery._ROWS_AT_ONCE", 7)
    assert (full_scan(gallery.load("vectors"), gallery.load("probes")) == gallery.load("truth")).all()


def test_exact_sides_lose_nothing(gallery: Gallery) -> None:
    own = {each.name: each for each in run_field(gallery, threads=1, rounds=1, slow=False, only=[READ, OURS, NUMPY])}
    assert list(own) == [READ, OURS, NUMPY]
    assert [own[name].left_out for name in own] == ["", "", ""]
    for name in (OURS, NUMPY):
        assert own[name].mates_lost == 0
        assert own[name].recall == pytest.approx(1, abs=0.002)
        assert own[name].mates == gallery.load("mates").sum()
    assert own[READ].mates_lost is None


def test_a_side_that_lists_others_loses_mates(gallery: Gallery) -> None:
    out = gallery.folder / "wrong"
    rows = np.array(gallery.load("truth"))
    mates = gallery.load("mates")
    rows[mates] = -1
    np.save(out.with_suffix(".npy"), rows)
    out.with_suffix(".json").write_text(
        '{"note": "", "build_s": 1, "milliseconds": [[1, 2, 3], [5, 6, 7], [2, 3, 4]], "batch_per_second": 9,'
        ' "anonymous_mb": 1, "mapped_mb": 1}'
    )
    found = run._result(ENTRANTS[1], gallery, out)
    assert found.mates_lost == found.mates == mates.sum()
    assert found.recall == pytest.approx(1 - mates.sum() / (PROBES * TOP))
    assert found.p50_ms == 3


def test_a_side_that_fails_says_why_and_stops_nobody(gallery: Gallery, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Entrant(name="broken", module="nowhere", peer=False)
    monkeypatch.setattr(run, "ENTRANTS", (broken, ENTRANTS[0]))
    found = list(run_field(gallery, threads=1, rounds=1, slow=False, only=[]))
    assert "No module named 'field.sides.nowhere'" in found[0].left_out
    assert found[1].p50_ms is not None


def test_a_side_that_the_system_kills_is_said_to_be(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As DeepFace is at a million on 24 GiB."""
    killed = tmp_path / "killed.py"
    killed.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n")
    monkeypatch.setattr(run, "MEASURE", killed)
    (found,) = run_field(gallery, threads=1, rounds=1, slow=False, only=[READ])
    assert found.left_out == "killed by the system, most likely for memory"


def test_what_takes_long_is_left_out_until_asked_for(gallery: Gallery, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "ENTRANTS", (Entrant(name="slow", module="nowhere", peer=False, quick=ROWS - 1),))
    (found,) = run_field(gallery, threads=1, rounds=1, slow=False, only=[])
    assert "--slow measures it" in found.left_out
    assert "left out: takes many minutes" in table("title", [found])


def test_ratios_are_of_the_same_run() -> None:
    results = [result(READ, 20.0), result(OURS, 25.0), result("faiss Flat", 100.0), result("DeepFace find", 2500.0)]
    assert ratios(results) == [
        "  ours: 1.25 x the time to read the one-byte codes",
        "  ours: 4.0 x faster than faiss Flat",
        "  ours: 100.0 x faster than DeepFace find",
    ]
    assert ratios(results[:1]) == []
