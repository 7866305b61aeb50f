"""The real packages turned into the starter, against dlib itself; and the two files of an added pack."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import dlib
import numpy as np
import onnxruntime
import pytest
from PIL import Image

from antigone.engine.errors import ChecksumMismatch, UsageError
from antigone.engine.runtime import LoadedPack, PackStore, open_pack, ready_manifests
from antigone.engine.runtime.starter import DETECTOR_SOURCE, RECOGNISER_SOURCE, read_source
from builders.required import missing

REPOSITORY = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.starter


@pytest.fixture(scope="session")
def archives() -> Path:
    """Where `make setup` keeps the packages that it took the starter's files out of."""
    folder = REPOSITORY / ".venv" / "archives"
    if not (folder / RECOGNISER_SOURCE.archive).exists():
        missing("the packages of the starter are not there: run `make setup`")
    return folder


@pytest.fixture(scope="session")
def made(archives: Path, tmp_path_factory: pytest.TempPathFactory) -> LoadedPack:
    """The starter, made of the packages in this test run."""
    store = PackStore([tmp_path_factory.mktemp("packs")])
    return open_pack(store.install_starter([archives]).folder)


def real_chips(photographs: Path, count: int) -> np.ndarray:
    """The middle of LFW pictures at the recogniser's size: real faces, roughly aligned."""
    files: Sequence[Path] = sorted(photographs.glob("*/*.jpg"))
    files = files[:: len(files) // count][:count]
    chips = [Image.open(file).convert("RGB").crop((60, 60, 190, 190)).resize((150, 150)) for file in files]
    return np.array([np.asarray(chip) for chip in chips])


@pytest.mark.data
def test_the_recogniser_gives_what_dlib_gives(made: LoadedPack, archives: Path, lfw: Path, tmp_path: Path) -> None:
    (tmp_path / "net.dat").write_bytes(read_source(RECOGNISER_SOURCE, sorted(archives.iterdir())))
    oracle = dlib.face_recognition_model_v1(str(tmp_path / "net.dat"))
    chips = real_chips(lfw, 32)
    expected = np.array([oracle.compute_face_descriptor(chip) for chip in chips])
    (found,) = made.recogniser.run(chips.transpose(0, 3, 1, 2).astype(np.float32))
    assert chips.shape == (32, 150, 150, 3)
    assert np.abs(found - expected).max() <= 1e-5


def test_the_detector_gives_what_the_published_file_gives(made: LoadedPack, archives: Path) -> None:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    published = read_source(DETECTOR_SOURCE, sorted(archives.iterdir()))
    session = onnxruntime.InferenceSession(published, options, providers=["CPUExecutionProvider"])
    batch = np.random.default_rng(0).uniform(0, 255, (10, 3, 32, 32)).astype(np.float32)
    for old, new in zip(session.run(None, {"input.1": batch}), made.detector.run(batch), strict=True):
        np.testing.assert_allclose(old, new, atol=1e-5)


def test_the_detector_takes_any_size(made: LoadedPack) -> None:
    for height, width in ((32, 64), (480, 640)):
        outputs = made.detector.run(np.zeros((2, 3, height, width), np.float32))
        assert [output.shape for output in outputs] == [
            (2, channels, height // 4, width // 4) for channels in (1, 2, 2, 10)
        ]


def test_the_bare_files_make_the_same_pack(made: LoadedPack, archives: Path, tmp_path: Path) -> None:
    for source in (DETECTOR_SOURCE, RECOGNISER_SOURCE):
        (tmp_path / source.name).write_bytes(read_source(source, sorted(archives.iterdir())))
    files = [tmp_path / source.name for source in (RECOGNISER_SOURCE, DETECTOR_SOURCE)]
    manifest = PackStore([tmp_path / "models"]).install_starter(files)
    assert [model.sha256 for model in manifest.models] == [model.sha256 for model in made.manifest.models]


def test_a_bare_file_with_another_content_is_refused(archives: Path, tmp_path: Path) -> None:
    fake = tmp_path / RECOGNISER_SOURCE.name
    fake.write_bytes(bytes(RECOGNISER_SOURCE.size))
    store = PackStore([tmp_path / "models"])
    with pytest.raises(ChecksumMismatch, match=RECOGNISER_SOURCE.name):
        store.install_starter([fake, archives / DETECTOR_SOURCE.archive])
    assert store.list() == ()


def test_one_package_is_not_enough(archives: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"needs face_recognition_models-0\.3\.0\.tar\.gz"):
        PackStore([tmp_path / "models"]).install_starter([archives / DETECTOR_SOURCE.archive])


@pytest.mark.models
def test_a_recogniser_is_added_with_the_starter_s_detector(
    test_models: Path, starter_folder: Path, tmp_path: Path
) -> None:
    manifest = PackStore([tmp_path / "models", starter_folder.parent]).add(test_models)
    pack = open_pack(manifest.folder)
    assert (manifest.id, manifest.detector.id) == ("mobilefacenet", "centerface")
    chips = np.random.default_rng(0).uniform(-2, 2, (3, 3, 112, 112)).astype(np.float32)
    (templates,) = pack.recogniser.run(chips)
    assert templates.shape == (3, 128)
    np.testing.assert_allclose(templates[1:2], pack.recogniser.run(chips[1:2])[0], rtol=1e-5)


@pytest.mark.models
def test_yunet_loads_in_a_pack_of_one_s_own(test_models: Path, tmp_path: Path) -> None:
    texts = {pack.id: (pack.folder / "pack.toml").read_text(encoding="utf-8") for pack in ready_manifests()}
    with_yunet, with_mobilefacenet = (texts[name].split("[[models]]") for name in ("yunet-sface", "mobilefacenet"))
    own = [with_yunet[0].replace("yunet-sface", "my-own"), with_yunet[1], with_mobilefacenet[2]]
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "pack.toml").write_text("[[models]]".join(own), encoding="utf-8")
    for file in test_models.glob("*.onnx"):
        (tmp_path / "pack" / file.name).symlink_to(file)
    manifest = PackStore([tmp_path / "models"]).add(tmp_path / "pack")
    pack = open_pack(manifest.folder)
    assert (manifest.id, manifest.detector.id) == ("my-own", "yunet-2023mar")
    assert len(pack.detector.run(np.zeros((2, 3, 640, 640), np.float32))) == 12


def test_the_shipped_manifest_names_the_files_that_are_made(made: LoadedPack) -> None:
    (shipped,) = [pack for pack in ready_manifests() if pack.id == "starter"]
    for model in shipped.models:
        content = (made.manifest.folder / model.file).read_bytes()
        assert hashlib.sha256(content).hexdigest() == model.sha256
