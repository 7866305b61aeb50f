"""The figures that a site measured: kept a page a pack, given for these two models only."""

import stat
from datetime import date
from pathlib import Path

import pytest

from antigone.casework.recognition.evaluations import evaluation_summary, keep_evaluation_summary
from antigone.engine.errors import StateError
from antigone.engine.runtime import PackManifest, read_manifest
from builders.metrics import metrics_of
from builders.packs import recogniser_onnx, write_pack


@pytest.fixture
def manifest(tmp_path: Path) -> PackManifest:
    return read_manifest(write_pack(tmp_path / "small"))


def keep(manifest: PackManifest, home: Path, *, day: int = 25) -> Path:
    return keep_evaluation_summary(metrics_of(manifest), home=home, day=date(2026, 11, day))


def test_the_latest_figures_are_given_back(manifest: PackManifest, tmp_path: Path) -> None:
    home = tmp_path / "new"
    assert evaluation_summary(home, manifest) is None
    keep(manifest, home, day=24)
    path = keep(manifest, home)
    summary = evaluation_summary(home, manifest)
    assert summary is not None
    assert (summary.day, summary.missed[1].fnir and summary.missed[1].fnir.value) == (date(2026, 11, 25), 0.123)
    assert [*path.parent.iterdir()] == [path]
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert b"Mustermann" not in path.read_bytes()


def test_figures_of_another_pack_of_the_same_name_are_not(manifest: PackManifest, tmp_path: Path) -> None:
    keep(manifest, tmp_path)
    other = read_manifest(write_pack(tmp_path / "b", recogniser=recogniser_onnx(seed=1)))
    assert evaluation_summary(tmp_path, other) is None


def test_a_torn_page_is_a_sentence(manifest: PackManifest, tmp_path: Path) -> None:
    path = keep(manifest, tmp_path)
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(StateError, match=r"latest\.json is torn"):
        evaluation_summary(tmp_path, manifest)


def test_a_home_that_cannot_be_written_is_a_sentence(manifest: PackManifest, tmp_path: Path) -> None:
    (tmp_path / "evaluations").write_text("in the way")
    with pytest.raises(StateError, match="cannot be kept"):
        keep(manifest, tmp_path)
