"""Both faces' maps are about one score, whichever of two threads is done first."""

from pathlib import Path

import numpy as np

from antigone.casework.recognition.bridge import open_recogniser
from antigone.casework.recognition.explaining import explain_chips
from builders.packs import write_pack


def test_both_maps_explain_the_score_of_the_two_and_are_the_same_again(tmp_path: Path) -> None:
    write_pack(tmp_path / "models" / "small")
    recogniser = open_recogniser(tmp_path, "small")
    one, other = np.random.default_rng(1).integers(0, 256, (2, 150, 150, 3), np.uint8)
    found, again = (explain_chips(one, other, recogniser=recogniser) for _ in range(2))
    turned = explain_chips(other, one, recogniser=recogniser)
    assert found.score == "score"
    assert np.isclose(found.first.score, found.second.score, atol=1e-6)
    np.testing.assert_array_equal(found.first.chip, one)
    np.testing.assert_array_equal(found.first.values, again.first.values)
    np.testing.assert_array_equal(found.first.values, turned.second.values)
    assert np.abs(found.first.values).max() > 0
