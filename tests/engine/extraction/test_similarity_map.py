"""Recognisers whose attention is known: the map has to show it."""

import numpy as np
import pytest

from antigone.engine.extraction import OcclusionGrid, similarity_map
from antigone.engine.types import FloatArray, PixelArray

SIZE = 48
EYES = (slice(10, 20), slice(6, 42))
MOUTH = (slice(32, 42), slice(14, 34))


def textured(seed: int) -> PixelArray:
    return np.random.default_rng(seed).integers(0, 256, (SIZE, SIZE, 3)).astype(np.uint8)


def looking_at(*regions: tuple[slice, slice]) -> object:
    """A recogniser: the pixels of some regions, nothing else."""

    def embed(chips: PixelArray) -> FloatArray:
        seen = [chips[:, rows, columns].reshape(len(chips), -1) for rows, columns in regions]
        vectors = np.concatenate(seen, axis=1).astype(np.float32) - 127.5
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    return embed


def mapped(a: PixelArray, b: PixelArray, embed: object, grid: OcclusionGrid | None = None) -> object:
    other = embed(b[None])[0]
    return similarity_map(a, embed=embed, score=lambda templates: templates @ other, grid=grid)


def share_within(values: FloatArray, *regions: tuple[slice, slice], margin: int = 6) -> float:
    """Of the map's whole weight, what lies in the regions and a patch's reach around them."""
    inside = np.zeros(values.shape, bool)
    for rows, columns in regions:
        inside[
            max(0, rows.start - margin) : rows.stop + margin, max(0, columns.start - margin) : columns.stop + margin
        ] = 1
    return float(np.abs(values)[inside].sum() / np.abs(values).sum())


def test_lights_up_where_the_recogniser_looks():
    chip = textured(1)
    found = mapped(chip, chip, looking_at(EYES))
    assert found.values.shape == (SIZE, SIZE)
    assert found.values.dtype == np.float32
    assert share_within(found.values, EYES) > 0.95
    assert np.unravel_index(found.values.argmax(), found.values.shape)[0] in range(8, 22)
    assert found.values.min() > -1e-6


def test_identical_chips_score_one_and_lose_by_every_patch():
    chip = textured(2)
    found = mapped(chip, chip, looking_at((slice(0, SIZE), slice(0, SIZE))))
    assert found.score == pytest.approx(1.0)
    assert found.values.min() > 0.0


def test_a_region_that_differs_sets_the_two_apart():
    first, second = textured(3), textured(3)
    rows, columns = MOUTH
    second[rows, columns] = 255 - first[rows, columns]
    found = mapped(first, second, looking_at(EYES, MOUTH))
    assert found.values[rows, columns].mean() < 0.0 < found.values[EYES].mean()
    assert share_within(found.values, EYES, MOUTH) > 0.95


def test_values_are_in_the_score_s_own_unit():
    """Worth checking by hand: one patch over everything, so the map is one number, the score lost by blurring all."""
    chip, embed = textured(4), looking_at(EYES)
    found = mapped(chip, chip, embed, OcclusionGrid(per_side=1, reach=100.0, blur=10.0))
    blurred = np.full_like(chip, 0) + np.rint(chip.reshape(-1, 3).mean(axis=0)).astype(np.uint8)
    lost = 1.0 - float((embed(blurred[None]) @ embed(chip[None]).T)[0, 0])
    assert np.ptp(found.values) < 1e-6
    assert found.values.mean() == pytest.approx(lost, abs=0.05)


def test_the_same_chip_gives_the_same_map():
    one, other = textured(5), textured(6)
    first, second = (mapped(one, other, looking_at(EYES, MOUTH)) for _ in range(2))
    assert np.array_equal(first.values, second.values)


def test_every_pixel_is_hidden_by_some_patch():
    for size in (112, 150):
        patches = OcclusionGrid().patches(size)
        assert patches.shape == (49, size, size)
        assert patches.max(axis=0).min() > 0.3
        assert np.allclose(patches, patches.reshape(7, 7, size, size).transpose(1, 0, 3, 2).reshape(patches.shape))


@pytest.mark.parametrize("wrong", [{"per_side": 0}, {"reach": 0.0}, {"blur": -1.0}, {"reach": float("nan")}])
def test_a_grid_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match="no grid"):
        OcclusionGrid(**wrong)
