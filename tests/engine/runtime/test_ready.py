from pathlib import Path

import pytest

from antigone.engine.errors import PackManifestError, UsageError
from antigone.engine.runtime import PackManifest, ready, ready_manifests
from antigone.engine.runtime.ready import fitting_manifest
from builders.packs import detector_onnx, recogniser_onnx, write_pack


def test_every_ready_manifest_is_valid_and_named_like_its_folder() -> None:
    manifests = ready_manifests()
    assert [pack.id for pack in manifests] == ["antelopev2", "buffalo_l", "mobilefacenet", "starter", "yunet-sface"]
    assert [pack.folder.name for pack in manifests] == [pack.id for pack in manifests]


def test_no_recogniser_is_in_two_ready_packs() -> None:
    hashes = [pack.recogniser.sha256 for pack in ready_manifests()]
    assert len(hashes) == len(set(hashes))


def test_a_model_in_several_packs_is_described_the_same() -> None:
    described = {(m.sha256, m.id, m.input, m.licence, m.training_data) for p in ready_manifests() for m in p.models}
    assert len(described) == len({sha256 for sha256, *_ in described})


def test_only_insightface_s_packs_need_a_yes() -> None:
    assert [pack.id for pack in ready_manifests() if pack.gated_licence] == ["antelopev2", "buffalo_l"]


@pytest.fixture
def two_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two small packs are the ready ones: `first` and `second`, with one detector and a recogniser each."""
    for seed, name in enumerate(["first", "second"]):
        folder = write_pack(tmp_path / "known" / name, pack_id=name, recogniser=recogniser_onnx(seed=seed))
        (folder / "detector.onnx").unlink()
        (folder / "recogniser.onnx").unlink()
    monkeypatch.setattr(ready, "_FOLDER", tmp_path / "known")


def folder_of(path: Path, **files: bytes) -> Path:
    path.mkdir()
    for name, content in files.items():
        (path / f"{name}.onnx").write_bytes(content)
    return path


@pytest.mark.usefixtures("two_known")
def test_files_are_known_by_their_hashes_whatever_their_names(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "f", a=recogniser_onnx(seed=1), b=detector_onnx(), c=b"something else")
    manifest, files = fitting_manifest(folder, [])
    assert manifest.id == "second"
    assert files[manifest.recogniser.sha256] == folder / "a.onnx"
    assert files[manifest.detector.sha256] == folder / "b.onnx"


@pytest.mark.usefixtures("two_known")
def test_the_detector_may_come_from_an_installed_pack(tmp_path: Path) -> None:
    installed: PackManifest = _installed(tmp_path / "installed")
    manifest, files = fitting_manifest(folder_of(tmp_path / "f", a=recogniser_onnx(seed=1)), [installed])
    assert files[manifest.detector.sha256] == tmp_path / "installed" / "detector.onnx"


def _installed(folder: Path) -> PackManifest:
    from antigone.engine.runtime import read_manifest

    return read_manifest(write_pack(folder))


@pytest.mark.usefixtures("two_known")
def test_a_missing_detector_is_named(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "f", a=recogniser_onnx(seed=1))
    with pytest.raises(PackManifestError, match=r"recogniser of second, but its detector detector\.onnx is missing"):
        fitting_manifest(folder, [])


@pytest.mark.usefixtures("two_known")
def test_files_of_two_packs_are_no_choice(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "f", a=recogniser_onnx(seed=0), b=recogniser_onnx(seed=1), c=detector_onnx())
    with pytest.raises(UsageError, match="the files of first and second"):
        fitting_manifest(folder, [])


@pytest.mark.usefixtures("two_known")
def test_unknown_files_are_refused_saying_what_is_known(tmp_path: Path) -> None:
    with pytest.raises(PackManifestError) as caught:
        fitting_manifest(folder_of(tmp_path / "f", a=b"unknown"), [])
    assert "none of its .onnx files is one we know" in caught.value.message
    assert "first (recogniser.onnx), second (recogniser.onnx)" in caught.value.advice
