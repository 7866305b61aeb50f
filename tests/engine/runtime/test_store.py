import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from antigone.engine.errors import (
    ChecksumMismatch,
    LicenceNotAccepted,
    ModelFormatError,
    PackManifestError,
    PackNotFound,
    StateError,
)
from antigone.engine.runtime import PackStore, open_pack
from builders.packs import detector_onnx, recogniser_onnx, write_pack


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "home" / "models"


@pytest.fixture
def store(root: Path) -> PackStore:
    return PackStore([root])


def test_an_added_pack_is_copied_whole_and_listed(store: PackStore, root: Path, tmp_path: Path) -> None:
    source = write_pack(tmp_path / "anywhere")
    (source / "readme.txt").write_text("not part of the pack")
    manifest = store.add(source)
    assert manifest.folder == root / "small"
    assert sorted(path.name for path in manifest.folder.iterdir()) == ["detector.onnx", "pack.toml", "recogniser.onnx"]
    assert store.list() == (manifest,)
    assert store.get("small") == manifest
    assert manifest.size() == len(detector_onnx()) + len(recogniser_onnx())
    assert open_pack(manifest.folder).manifest == manifest


def test_nothing_but_packs_is_left_in_the_folder(store: PackStore, root: Path, tmp_path: Path) -> None:
    store.add(write_pack(tmp_path / "a"))
    assert sorted(path.name for path in root.iterdir()) == [".lock", "small"]


def test_an_empty_store_says_how_to_get_the_starter(store: PackStore) -> None:
    assert store.list() == ()
    with pytest.raises(PackNotFound) as caught:
        store.get("starter")
    assert "make setup" in caught.value.advice


@pytest.mark.parametrize("name", ["absent", "..", "../small", "", "small/", ".lock"])
def test_no_other_name_finds_a_pack(store: PackStore, tmp_path: Path, name: str) -> None:
    store.add(write_pack(tmp_path / "a"))
    for act in (store.get, store.verify, store.remove):
        with pytest.raises(PackNotFound, match=r"No model pack .* is installed"):
            act(name)
    assert [pack.id for pack in store.list()] == ["small"]


def test_a_licence_is_accepted_by_its_name_only(store: PackStore, tmp_path: Path) -> None:
    source = write_pack(tmp_path / "a", licence="Research Only 1.0", production_use=False)
    for answer in (None, "", "yes", "research only 1.0", "Research Only 1.0 "):
        with pytest.raises(LicenceNotAccepted, match=r"Research Only 1\.0.*As it is\.") as caught:
            store.add(source, accept_licence=answer)
        assert "--accept-licence 'Research Only 1.0'" in caught.value.advice
    assert store.list() == ()
    assert store.add(source, accept_licence="Research Only 1.0").id == "small"


def test_a_file_with_the_wrong_hash_is_not_added(store: PackStore, root: Path, tmp_path: Path) -> None:
    source = write_pack(tmp_path / "a")
    (source / "recogniser.onnx").write_bytes(recogniser_onnx(seed=1))
    with pytest.raises(ChecksumMismatch, match=r"recogniser\.onnx"):
        store.add(source)
    assert [path.name for path in root.iterdir()] == [".lock"]


def test_a_pack_that_does_not_load_is_not_added(store: PackStore, root: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelFormatError, match="3 outputs"):
        store.add(write_pack(tmp_path / "a", detector=detector_onnx(outputs=3)))
    assert [path.name for path in root.iterdir()] == [".lock"]


def test_a_folder_that_is_none_is_refused(store: PackStore, tmp_path: Path) -> None:
    with pytest.raises(PackManifestError, match="is no folder"):
        store.add(tmp_path / "absent")


def test_adding_it_again_changes_nothing(store: PackStore, tmp_path: Path) -> None:
    source = write_pack(tmp_path / "a")
    before = store.add(source).folder.stat().st_ino
    assert store.add(source).folder.stat().st_ino == before


def test_adding_it_again_mends_a_damaged_pack(store: PackStore, tmp_path: Path) -> None:
    source = write_pack(tmp_path / "a")
    damaged = store.add(source).folder / "detector.onnx"
    damaged.write_bytes(b"damaged")
    assert [check.intact for check in store.verify("small")] == [False, True]
    store.add(source)
    assert [check.intact for check in store.verify("small")] == [True, True]


def test_another_pack_of_the_same_id_is_refused(store: PackStore, tmp_path: Path) -> None:
    store.add(write_pack(tmp_path / "a"))
    with pytest.raises(StateError, match="Another pack with the id small is installed"):
        store.add(write_pack(tmp_path / "b", recogniser=recogniser_onnx(seed=1)))


def test_a_folder_in_the_way_is_not_touched(store: PackStore, root: Path, tmp_path: Path) -> None:
    (root / "small").mkdir(parents=True)
    (root / "small" / "precious.txt").write_text("mine")
    with pytest.raises(StateError, match="in the way"):
        store.add(write_pack(tmp_path / "a"))
    assert (root / "small" / "precious.txt").read_text() == "mine"


def test_verify_names_a_missing_file(store: PackStore, tmp_path: Path) -> None:
    folder = store.add(write_pack(tmp_path / "a")).folder
    (folder / "detector.onnx").unlink()
    detector, recogniser = store.verify("small")
    assert (detector.file, detector.found, detector.intact) == ("detector.onnx", None, False)
    assert recogniser.intact


def test_a_removed_pack_is_gone(store: PackStore, root: Path, tmp_path: Path) -> None:
    store.add(write_pack(tmp_path / "a"))
    store.remove("small")
    assert store.list() == ()
    assert [path.name for path in root.iterdir()] == [".lock"]


def test_a_pack_in_use_stays(store: PackStore, tmp_path: Path) -> None:
    store.add(write_pack(tmp_path / "a"))
    with pytest.raises(StateError, match="in use by 12 templates"):
        store.remove("small", in_use_by="12 templates")
    assert store.get("small").id == "small"


def test_packs_of_later_folders_are_read_and_never_written(root: Path, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    PackStore([shared]).add(write_pack(tmp_path / "a"))
    both = PackStore([root, shared])
    both.add(write_pack(tmp_path / "b", pack_id="own"))
    assert [(pack.id, pack.folder.parent) for pack in both.list()] == [("own", root), ("small", shared)]
    with pytest.raises(StateError, match="belongs to the installation"):
        both.remove("small")
    assert both.add(tmp_path / "a").folder == shared / "small"


def test_of_two_packs_with_one_id_the_earlier_folder_counts(root: Path, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    for folder in (root, shared):
        PackStore([folder]).add(write_pack(tmp_path / f"for-{folder.name}"))
    assert [pack.folder for pack in PackStore([root, shared]).list()] == [root / "small"]


def test_a_broken_pack_is_told_and_does_not_hide_the_others(store: PackStore, root: Path, tmp_path: Path) -> None:
    store.add(write_pack(tmp_path / "a"))
    (root / "torn").mkdir()
    (root / "torn" / "pack.toml").write_text("id = ")
    write_pack(root / "renamed", pack_id="other")
    assert [pack.id for pack in store.list()] == ["small"]
    renamed, torn = store.broken()
    assert "must have the same name" in renamed.reason
    assert "no TOML file" in torn.reason
    with pytest.raises(PackManifestError, match="no TOML file"):
        store.get("torn")
    store.remove("torn")
    assert [pack.folder.name for pack in store.broken()] == ["renamed"]


def test_a_folder_without_manifest_is_no_pack(store: PackStore, root: Path) -> None:
    (root / "starter" / "calibration").mkdir(parents=True)
    assert store.list() == ()
    assert store.broken() == ()


BEGIN_AND_DIE = """
import os, sys
from pathlib import Path
from antigone.engine.runtime.installing import incoming_folder
with incoming_folder(Path(sys.argv[1])) as folder:
    (folder / "half.onnx").write_bytes(b"half")
    os.kill(os.getpid(), 9)
"""


def test_what_a_killed_process_left_is_no_pack_and_is_cleared(store: PackStore, root: Path, tmp_path: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", BEGIN_AND_DIE, str(root)], check=False, timeout=60)
    assert killed.returncode == -9
    assert len(list(root.glob(".incoming-*"))) == 1
    assert store.list() == ()
    store.add(write_pack(tmp_path / "a"))
    assert sorted(path.name for path in root.iterdir()) == [".lock", "small"]


def test_two_at_a_time_add_one_pack(store: PackStore, tmp_path: Path) -> None:
    source = write_pack(tmp_path / "a")
    with ThreadPoolExecutor(4) as pool:
        folders = list(pool.map(lambda _: store.add(source).folder, range(4)))
    assert len(set(folders)) == 1
    assert [check.intact for check in store.verify("small")] == [True, True]


def test_a_store_needs_a_folder() -> None:
    with pytest.raises(ValueError, match="at least one folder"):
        PackStore([])
