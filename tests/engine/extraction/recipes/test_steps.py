"""What each step does to pixels, and that nothing is left to chance."""

import cv2
import numpy as np
import pytest

from antigone.engine.extraction import parse_recipe
from antigone.engine.extraction.recipes.blur import Blur, estimated_blur, sharpened
from antigone.engine.extraction.recipes.spectrum import EYES, FaceSpectrum
from engine.extraction.recipes.builders import EVERY_STEP, POINTS, SIZE, applied, blurred, cut_of, natural


@pytest.mark.parametrize("text", [*EVERY_STEP.split(","), EVERY_STEP, "deblur", "mask=20:30:40:50"])
def test_the_same_recipe_gives_the_same_chips_and_leaves_the_photograph(text: str) -> None:
    photograph = natural()
    before = photograph.copy()
    recipe = parse_recipe(text)
    first, second = (recipe.apply(cut_of(photograph)) for _ in range(2))
    assert first.sha256 == second.sha256
    assert np.array_equal(photograph, before)
    assert first.chips.dtype == np.uint8


def test_gamma_is_a_power() -> None:
    grey = np.full((SIZE, SIZE, 3), 64, np.uint8)
    assert (applied("gamma=0.5", grey) == round(255 * (64 / 255) ** 0.5)).all()


def test_white_balance_makes_the_photograph_grey_not_the_face() -> None:
    """A reddish face before a bluish wall: the lamp's colour is the mean of both."""
    photograph = np.zeros((SIZE, SIZE, 3), np.uint8)
    photograph[:] = (60, 90, 150)
    photograph[40:110, 40:110] = (160, 120, 90)
    chip = applied("white-balance", photograph)
    assert np.ptp(chip.reshape(-1, 3).mean(axis=0)) < 2
    assert chip[75, 75, 0] > chip[75, 75, 2]


def test_contrast_grows_and_colour_stays() -> None:
    dull = (natural() // 8 + 100).astype(np.uint8)
    chip = applied("contrast=4", dull)
    assert chip.std() > 1.5 * dull.std()
    assert np.ptp(chip.astype(int), axis=2).max() <= 3


@pytest.mark.parametrize("text", ["smooth=3.3", "denoise=30"])
def test_noise_goes_and_the_picture_stays(text: str) -> None:
    clean = natural()
    noise = np.random.default_rng(2).normal(0, 25, clean.shape)
    noisy = np.clip(clean + noise, 0, 255).astype(np.uint8)
    before, after = (np.square(each.astype(float) - clean).mean() for each in (noisy, applied(text, noisy)))
    assert after < before / 3


@pytest.mark.parametrize("blur", [Blur(8.0), Blur(14.0), Blur(28.0, 40.0), Blur(40.0, 120.0)])
def test_blur_is_estimated_and_taken_back(blur: Blur) -> None:
    clean = natural()
    spoilt = blurred(clean, blur)
    found = estimated_blur(FaceSpectrum.of(spoilt, POINTS))
    assert found is not None
    assert found.extent == pytest.approx(blur.extent, rel=0.12)
    assert (found.angle is None) == (blur.angle is None)
    assert blur.angle is None or abs(found.angle - blur.angle) <= 8
    inner = (slice(20, -20), slice(20, -20))
    before, after = (
        np.square(each.astype(float) - clean)[inner].mean() for each in (spoilt, applied("deblur", spoilt))
    )
    assert after < 0.6 * before


def test_a_sharp_picture_is_not_sharpened() -> None:
    assert estimated_blur(FaceSpectrum.of(natural(), POINTS)) is None
    assert np.array_equal(applied("deblur", natural()), cut_of(natural()).chips[0])


def test_sharpening_is_the_textbook_s_filter() -> None:
    """One frequency alone: its amplitude is multiplied by H / (H^2 + noise)."""
    columns = np.arange(SIZE)
    wave = 40 * np.cos(2 * np.pi * columns * 6 / 148)
    # Mirrored padding of an even wave goes on as the wave does.
    pixels = np.repeat(np.tile(np.rint(wave + 128), (SIZE, 1))[..., None], 3, axis=2).astype(np.uint8)
    blur = Blur(9.0)
    passed = float(blur.passed(np.array([6 / 148]), np.array([0.0]), EYES)[0])
    got = sharpened(pixels, blur, EYES)[60, 20:130, 0].astype(float)
    assert np.ptp(got) / np.ptp(wave) == pytest.approx(passed / (passed**2 + 0.015), rel=0.08)


@pytest.mark.parametrize("side", ["left", "right"])
def test_mirror_keeps_the_person_s_side(side: str) -> None:
    """The person's right side is at the left of the picture."""
    pixels = natural()
    chip = applied(f"mirror={side}", pixels)
    kept = (slice(None), slice(0, 75)) if side == "right" else (slice(None), slice(75, None))
    assert np.array_equal(chip[kept], cut_of(pixels).chips[0][kept])
    assert np.array_equal(chip, chip[:, ::-1])


def test_a_mask_hides_its_region_and_nothing_else() -> None:
    pixels = natural()
    pixels[95:118, 45:105] = (255, 0, 255)
    cut = parse_recipe("mask=mouth").apply(cut_of(pixels))
    assert len(cut.chips) == len(cut.maps) == 3
    for chip in cut.chips:
        assert not (chip == (255, 0, 255)).all(axis=2)[97:116, 50:100].any()
        assert np.array_equal(chip[:75], pixels[:75])


def test_a_box_is_one_of_the_photograph_wherever_the_face_lies() -> None:
    photograph = np.full((400, 400, 3), 90, np.uint8)
    photograph[220:260, 180:230] = (0, 255, 0)
    turn = np.array([[0.0, 1.4], [-1.4, 0.0]])
    points = (POINTS @ turn.T + (90, 320)).astype(np.float32)
    plain = cut_of(photograph, points).chips[0]
    assert (plain == (0, 255, 0)).all(axis=2).sum() > 500
    for chip in parse_recipe("mask=180:220:50:40").apply(cut_of(photograph, points)).chips:
        assert not (chip[..., 1] > 250).any()


def test_a_mask_over_everything_leaves_the_chip() -> None:
    pixels = natural()
    for chip in parse_recipe("mask=-999:-999:5000:5000").apply(cut_of(pixels)).chips:
        assert np.array_equal(chip, pixels)


def test_crops_move_the_face_by_as_much_as_they_say() -> None:
    photograph = cv2.resize(natural(), (600, 600))
    cut = parse_recipe("crops=9").apply(cut_of(photograph, POINTS * 4))
    assert len(cut.chips) == len(cut.maps) == 9
    eyes = np.stack([POINTS[:2] * 4 @ each[:, :2].T + each[:, 2] for each in cut.maps])
    moves = eyes.mean(axis=1) - eyes[0].mean(axis=0)
    assert np.abs(moves[1:5]).max(axis=1) == pytest.approx([0.05 * EYES] * 4, abs=0.3)
    spans = np.linalg.norm(eyes[:, 1] - eyes[:, 0], axis=1)
    assert spans[5:7] / spans[0] == pytest.approx([1 / 1.04, 1 / 0.96], abs=1e-3)
    assert np.array_equal(cut.chips[0], cut_of(photograph, POINTS * 4).chips[0])
