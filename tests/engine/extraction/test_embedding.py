import numpy as np
import pytest

from antigone.engine.extraction.embedding import embed_chips
from antigone.engine.extraction.preparing import model_input
from antigone.engine.runtime import ChannelOrder
from builders.painted import MeanColours, input_format, recogniser_spec


def chips(count: int) -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (count, 150, 150, 3), dtype=np.uint8)


def test_a_template_has_length_one_and_does_not_see_the_mirror() -> None:
    session = MeanColours(recogniser_spec())
    some = chips(3)
    some[:, :, :75] //= 3
    templates, mirrored = embed_chips(session, some), embed_chips(session, some[:, :, ::-1])
    assert templates.dtype == np.float32
    assert np.linalg.norm(templates, axis=1) == pytest.approx([1, 1, 1])
    assert templates == pytest.approx(mirrored, abs=1e-6)
    plain = session.run(model_input(some, session.spec.input))[0]
    assert not np.allclose(plain[:, :3], plain[:, 3:6], rtol=0.1), "the network itself does see it"


def test_batches_make_no_difference() -> None:
    session, some = MeanColours(recogniser_spec()), chips(19)
    together = embed_chips(session, some)
    assert session.batches == [32, 6]
    assert together == pytest.approx(np.concatenate([embed_chips(session, some[i : i + 1]) for i in range(19)]))


def test_no_chips_no_templates() -> None:
    assert embed_chips(MeanColours(recogniser_spec()), chips(0)).shape == (0, 8)


def test_chips_of_another_size_are_refused() -> None:
    with pytest.raises(ValueError, match="150, 150, 3"):
        embed_chips(MeanColours(recogniser_spec()), np.zeros((2, 112, 112, 3), np.uint8))


def test_numbers_are_in_the_models_order_and_scale() -> None:
    pixels = np.array([[[[10, 20, 30]]]], dtype=np.uint8)
    wanted = input_format(channel_order=ChannelOrder.BGR, mean=(1.0, 2.0, 3.0), std=(2.0, 4.0, 8.0))
    batch = model_input(pixels, wanted)
    assert batch.dtype == np.float32
    assert batch[0, :, 0, 0].tolist() == [(30 - 1) / 2, (20 - 2) / 4, (10 - 3) / 8]
