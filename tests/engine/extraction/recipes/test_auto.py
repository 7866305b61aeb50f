"""What auto chooses, by marks painted on a plain face."""

import cv2
import numpy as np
import pytest

from antigone.engine.extraction import parse_recipe
from antigone.engine.extraction.recipes import AutoRecipe, Recipe
from antigone.engine.extraction.recipes.blur import Blur
from antigone.engine.types import PixelArray
from engine.extraction.recipes.builders import POINTS, SIZE, blurred, cut_of, natural


def printed(pixels: PixelArray, spacing: float) -> PixelArray:
    rows, columns = np.mgrid[:SIZE, :SIZE]
    dots = np.cos(2 * np.pi * (columns + 0.4 * rows) / spacing) + np.cos(2 * np.pi * (rows - 0.4 * columns) / spacing)
    return np.clip(pixels + 30.0 * dots[..., None], 0, 255).astype(np.uint8)


def test_auto_leaves_a_plain_face_alone() -> None:
    assert AutoRecipe().chosen_for(cut_of(natural())) == Recipe()


def test_auto_smooths_noise_the_more_the_more_there_is() -> None:
    chance = np.random.default_rng(3)
    faint, strong = (
        AutoRecipe().chosen_for(
            cut_of(np.clip(natural() + chance.normal(0, noise, natural().shape), 0, 255).astype("u1"))
        )
        for noise in (14, 30)
    )
    assert (faint.text, strong.text) == ("crops=5,smooth=2.5", "crops=5,smooth=3")


def compressed(pixels: PixelArray, quality: int) -> PixelArray:
    return np.asarray(cv2.imdecode(cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], 1))


def test_auto_smooths_blocks_as_they_are_large_on_the_face() -> None:
    """The same compression is plain where a face is small, and nothing where it is large."""
    near = compressed(natural(), 6)
    assert AutoRecipe().chosen_for(cut_of(near)).text.startswith("crops=5,smooth=")
    far = compressed(cv2.resize(natural(), None, fx=6, fy=6, interpolation=cv2.INTER_CUBIC), 6)
    assert AutoRecipe().chosen_for(cut_of(far, POINTS * 6)) == Recipe()


def test_auto_drowns_printing_dots_by_their_spacing() -> None:
    near, far = (AutoRecipe().chosen_for(cut_of(printed(natural(), spacing))) for spacing in (4.5, 6.0))
    assert [step.name for step in (*near.steps, *far.steps)] == ["crops", "smooth"] * 2
    assert far.steps[1].amount / near.steps[1].amount == pytest.approx(6.0 / 4.5, rel=0.1)


def test_auto_says_which_blur_it_took_back() -> None:
    chosen = AutoRecipe().chosen_for(cut_of(blurred(natural(), Blur(10.0))))
    assert chosen.text.startswith("crops=5,deblur=disc:")
    assert parse_recipe(chosen.text) == chosen


def test_auto_on_a_black_picture_does_nothing() -> None:
    assert AutoRecipe().chosen_for(cut_of(np.zeros((SIZE, SIZE, 3), np.uint8))) == Recipe()
