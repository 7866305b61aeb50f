"""One session for each shape: the same answers, and no more sessions than there may be."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import onnxruntime
import pytest

from antigone.engine.errors import DeviceUnavailable
from antigone.engine.runtime import per_shape
from antigone.engine.runtime.per_shape import KEPT, PerShape
from builders.packs import detector_onnx, recogniser_onnx


class Opened:
    """Opens sessions on the CPU and counts them; more than `room` do not fit."""

    def __init__(self, model: bytes, room: int = 100) -> None:
        self.model = model
        self.room = room
        self.count = 0

    def __call__(self) -> onnxruntime.InferenceSession:
        if self.count == self.room:
            raise DeviceUnavailable("CUDA was asked for, and failed: CUDA failure 2: out of memory.")
        self.count += 1
        return onnxruntime.InferenceSession(self.model, providers=["CPUExecutionProvider"])


def pictures(count: int, width: int) -> np.ndarray:
    return np.random.default_rng(width).uniform(0, 1, (count, 3, 32, width)).astype(np.float32)


@pytest.mark.parametrize("count", [1, 3, 8, 9, 16])
def test_what_fills_a_batch_up_is_not_in_the_answer(count: int) -> None:
    chips = np.random.default_rng(0).uniform(0, 1, (count, 3, 150, 150)).astype(np.float32)
    opened = Opened(recogniser_onnx())
    (answer,) = PerShape(opened).run(None, {"x": chips})
    np.testing.assert_allclose(answer, opened().run(None, {"x": chips})[0], rtol=1e-6)
    assert answer.shape == (count, 4)


def test_batches_of_nearly_one_size_share_a_session() -> None:
    opened = Opened(detector_onnx())
    sessions = PerShape(opened)
    for count in (1, 5, 8, 9, 13, 16):
        sessions.run(None, {"x": pictures(count, 32)})
    assert opened.count == 1 + 2


def test_a_model_for_one_picture_at_a_time_gets_one() -> None:
    opened = Opened(recogniser_onnx(batch=1))
    chip = np.ones((1, 3, 150, 150), np.float32)
    (answer,) = PerShape(opened).run(None, {"x": chip})
    np.testing.assert_array_equal(answer, opened().run(None, {"x": chip})[0])


def test_a_shape_that_comes_again_finds_its_session() -> None:
    opened = Opened(detector_onnx())
    sessions = PerShape(opened)
    for _ in range(3):
        for width in (32, 64, 96):
            batch = pictures(3, width)
            np.testing.assert_array_equal(sessions.run(None, {"x": batch})[0], batch)
    assert opened.count == 1 + 3


def test_sessions_are_handed_on_to_new_shapes_oldest_first() -> None:
    opened = Opened(detector_onnx())
    sessions = PerShape(opened)
    for width in range(32, 32 * (KEPT + 5), 32):
        batch = pictures(1, width)
        np.testing.assert_array_equal(sessions.run(None, {"x": batch})[0], batch)
    assert opened.count == 1 + KEPT


@pytest.mark.parametrize("room", [1, 2, 3])
def test_where_the_card_is_full_the_sessions_there_are_serve_all_shapes(room: int) -> None:
    opened = Opened(detector_onnx(), room=room)
    sessions = PerShape(opened)
    for width in (32, 64, 96, 64, 128):
        batch = pictures(2, width)
        np.testing.assert_array_equal(sessions.run(None, {"x": batch})[0], batch)
    assert opened.count == room


def test_large_inputs_share_one_session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(per_shape, "LARGE", 3 * 32 * 64)
    opened = Opened(detector_onnx())
    sessions = PerShape(opened)
    for width in (96, 128, 160):
        batch = pictures(1, width)
        np.testing.assert_array_equal(sessions.run(None, {"x": batch})[0], batch)
    assert opened.count == 1


def test_threads_with_shapes_of_their_own_get_their_own_answers() -> None:
    sessions = PerShape(Opened(detector_onnx()))
    batches = [pictures(count, 32 * (1 + count % 11)) for count in range(1, 60)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda batch: sessions.run(None, {"x": batch})[0], batches))
    assert all(np.array_equal(answer, batch) for answer, batch in zip(answers, batches, strict=True))
