from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from antigone.engine.errors import ChecksumMismatch, ModelFormatError, PackManifestError
from antigone.engine.runtime import open_pack
from antigone.engine.runtime.onnx_writer import model, node, value
from builders.packs import detector_onnx, recogniser_onnx, write_pack


def chips(count: int) -> np.ndarray:
    return np.random.default_rng(count).uniform(0, 1, (count, 3, 150, 150)).astype(np.float32)


def test_a_pack_runs(tmp_path: Path) -> None:
    pack = open_pack(write_pack(tmp_path / "small"))
    batch = chips(3)
    (templates,) = pack.recogniser.run(batch)
    weights = np.random.default_rng(0).normal(size=(3, 4)).astype(np.float32)
    np.testing.assert_allclose(templates, batch.mean(axis=(2, 3)) @ weights, rtol=1e-4)
    pictures = np.zeros((2, 3, 64, 96), np.float32)
    assert [output.shape for output in pack.detector.run(pictures)] == [pictures.shape] * 4


def test_a_model_for_one_picture_at_a_time_takes_batches(tmp_path: Path) -> None:
    free = open_pack(write_pack(tmp_path / "free"))
    single = open_pack(write_pack(tmp_path / "single", recogniser=recogniser_onnx(batch=1)))
    batch = chips(3)
    np.testing.assert_array_equal(single.recogniser.run(batch)[0], free.recogniser.run(batch)[0])


def test_threads_may_share_a_session(tmp_path: Path) -> None:
    pack = open_pack(write_pack(tmp_path / "small"))
    batch = chips(2)
    (alone,) = pack.recogniser.run(batch)
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda _: pack.recogniser.run(batch)[0], range(16)))
    assert all(np.array_equal(alone, templates) for templates in together)


def test_a_changed_file_is_not_loaded(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "small")
    (folder / "recogniser.onnx").write_bytes(recogniser_onnx(seed=1))
    with pytest.raises(ChecksumMismatch, match=r"recogniser\.onnx is not the file that it should be: SHA-256"):
        open_pack(folder)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "small")
    (folder / "detector.onnx").unlink()
    with pytest.raises(PackManifestError, match=r"names detector\.onnx, which cannot be read"):
        open_pack(folder)


def unknown_operator() -> bytes:
    shape = ("n", 3, "h", "w")
    return model(
        "foreign",
        nodes=[node("NoSuchOperator", ("x",), "y")],
        initializers=[],
        inputs=[value("x", shape)],
        outputs=[value("y", shape)],
    )


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        pytest.param(b"not a model", "cannot be loaded as an ONNX model", id="text"),
        pytest.param(detector_onnx()[:-20], "cannot be loaded as an ONNX model", id="torn"),
        pytest.param(unknown_operator(), "cannot be loaded as an ONNX model", id="unknown operator"),
        pytest.param(detector_onnx(outputs=3), "3 outputs; the family centerface has 4", id="too few outputs"),
        pytest.param(detector_onnx(("n", 3, 64, 64)), "the manifest says", id="a fixed size where any was promised"),
        pytest.param(detector_onnx(("n", 1, "h", "w")), "the manifest says", id="grey pictures"),
        pytest.param(detector_onnx((10, 3, "h", "w")), "the manifest says", id="ten pictures at a time"),
        pytest.param(detector_onnx((3, "h", "w")), "the manifest says", id="no batch"),
    ],
)
def test_a_file_that_is_not_what_the_manifest_says_is_refused(tmp_path: Path, broken: bytes, said: str) -> None:
    with pytest.raises(ModelFormatError, match=said):
        open_pack(write_pack(tmp_path / "broken", detector=broken))


def test_templates_of_another_length_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelFormatError, match="gives 5 numbers; the manifest says 4"):
        open_pack(write_pack(tmp_path / "long", recogniser=recogniser_onnx(5)))


@pytest.mark.parametrize(
    "batch",
    [
        pytest.param(np.zeros((1, 3, 112, 112), np.float32), id="another size"),
        pytest.param(np.zeros((1, 150, 150, 3), np.float32), id="channels last"),
        pytest.param(np.zeros((3, 150, 150), np.float32), id="no batch"),
        pytest.param(np.zeros((0, 3, 150, 150), np.float32), id="nothing"),
        pytest.param(np.zeros((1, 3, 150, 150), np.uint8), id="bytes"),
    ],
)
def test_arrays_of_another_shape_do_not_reach_the_model(tmp_path: Path, batch: np.ndarray) -> None:
    pack = open_pack(write_pack(tmp_path / "small"))
    with pytest.raises(ValueError, match=r"takes float32 \(N, 3, 150, 150\)"):
        pack.recogniser.run(batch)


def test_a_size_that_is_no_multiple_does_not_reach_the_detector(tmp_path: Path) -> None:
    pack = open_pack(write_pack(tmp_path / "small"))
    with pytest.raises(ValueError, match="multiples of 32"):
        pack.detector.run(np.zeros((1, 3, 64, 70), np.float32))


def test_no_threads_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        open_pack(write_pack(tmp_path / "small"), threads=0)
