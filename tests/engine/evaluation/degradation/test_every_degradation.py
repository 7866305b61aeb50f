"""What holds for each of them, at each strength."""

from pathlib import Path

import numpy as np
import pytest

from antigone.engine.evaluation.degradation import LADDER, STRENGTHS, Degradation, Family
from builders.painted import COLOURS, face_points, painted

PAGE = Path(__file__).resolve().parents[4] / "docs" / "degradation.md"

EVERY = pytest.mark.parametrize("degradation", LADDER.values(), ids=list(LADDER))
MOVING = ["rotation", "tiny-face", "screen"]

UNIT = 60
LANDMARKS = face_points((150, 135), UNIT, lean=6)


def portrait() -> np.ndarray:
    """A painted face on skin with some texture, before a background of another colour."""
    pixels = painted(300, 280, LANDMARKS).astype(np.float64)
    rows, columns = np.mgrid[:280, :300]
    skin = np.array([196.0, 150.0, 128.0]) + 8 * np.sin(columns / 3)[..., None] + 8 * np.cos(rows / 4)[..., None]
    inside = ((columns - 150) / 75) ** 2 + ((rows - 140) / 100) ** 2 < 1
    plain = (pixels == 128).all(axis=2)
    pixels = np.where((plain & inside)[..., None], skin, pixels)
    pixels = np.where((plain & ~inside)[..., None], np.array([70.0, 90.0, 120.0]), pixels)
    return pixels.round().astype(np.uint8)


PORTRAIT = portrait()
PORTRAIT.flags.writeable = False
LANDMARKS.flags.writeable = False


def degraded(degradation: Degradation, strength: int, seed: int = 5) -> tuple[np.ndarray, np.ndarray]:
    return degradation(PORTRAIT, LANDMARKS, strength, np.random.default_rng(seed))


@EVERY
def test_strength_0_is_a_copy(degradation: Degradation) -> None:
    pixels, landmarks = degraded(degradation, 0)
    assert (pixels == PORTRAIT).all()
    assert (landmarks == LANDMARKS).all()
    assert not np.shares_memory(pixels, PORTRAIT)
    assert not np.shares_memory(landmarks, LANDMARKS)


@EVERY
def test_the_same_seed_gives_the_same_picture(degradation: Degradation) -> None:
    first, second = degraded(degradation, 3), degraded(degradation, 3)
    assert (first[0] == second[0]).all()
    assert (first[1] == second[1]).all()


@EVERY
@pytest.mark.parametrize("strength", STRENGTHS)
def test_a_picture_is_a_picture_and_the_given_one_is_not_written(degradation: Degradation, strength: int) -> None:
    before = PORTRAIT.copy(), LANDMARKS.copy()
    pixels, landmarks = degraded(degradation, strength)
    assert pixels.dtype == np.uint8
    assert pixels.shape[2] == 3
    assert landmarks.dtype == np.float32
    assert (landmarks >= -1).all()
    assert (landmarks <= np.array(pixels.shape[1::-1])).all()
    assert not np.shares_memory(pixels, PORTRAIT)
    assert (before[0] == PORTRAIT).all()
    assert (before[1] == LANDMARKS).all()


@pytest.mark.parametrize("name", [name for name in LADDER if name not in {*MOVING, "swelling", "print"}])
def test_what_stays_in_place_changes_more_with_every_strength(name: str) -> None:
    changes = [np.abs(degraded(LADDER[name], k)[0].astype(int) - PORTRAIT).mean() for k in STRENGTHS]
    assert changes[0] > 0
    assert changes == sorted(changes)
    assert len(set(changes)) == len(changes)


@pytest.mark.parametrize("name", MOVING)
@pytest.mark.parametrize("strength", STRENGTHS)
def test_the_five_points_go_where_the_painted_dots_went(name: str, strength: int) -> None:
    pixels, landmarks = LADDER[name](painted(300, 280, LANDMARKS), LANDMARKS, strength, np.random.default_rng(5))
    eyes_apart = np.linalg.norm(landmarks[1] - landmarks[0])
    for colour, point in zip(COLOURS, landmarks, strict=True):
        rows, columns = np.nonzero(coloured(pixels, colour))
        assert np.hypot(columns.mean() - point[0], rows.mean() - point[1]) < max(0.8, 0.05 * eyes_apart)


def coloured(pixels: np.ndarray, colour: np.ndarray) -> np.ndarray:
    """Vivid pixels that are bright where the colour is and dark where it is not, under any light."""
    has, lacks = pixels[..., colour == 255].min(axis=-1), pixels[..., colour == 0].max(axis=-1)
    return has.astype(int) > 2 * lacks.astype(int) + 30


@EVERY
@pytest.mark.parametrize("centre", [(4, 4), (290, 200), (150, -30)], ids=["corner", "edge", "beyond"])
def test_a_face_at_the_edge_of_the_picture_is_no_trouble(degradation: Degradation, centre: tuple[int, int]) -> None:
    landmarks = face_points(centre, 50)
    pixels, moved = degradation(PORTRAIT, landmarks, 5, np.random.default_rng(1))
    assert pixels.size
    assert np.isfinite(moved).all()


@EVERY
def test_a_tiny_grey_picture_is_no_trouble(degradation: Degradation) -> None:
    pixels, _ = degradation(np.full((24, 20, 3), 90, np.uint8), face_points((10, 11), 6), 4, np.random.default_rng(1))
    assert pixels.size


@EVERY
def test_a_strength_that_is_none_is_refused(degradation: Degradation) -> None:
    with pytest.raises(ValueError, match="strength must be 0 to 5, not 6"):
        degraded(degradation, 6)


def test_eyes_on_one_spot_are_refused() -> None:
    with pytest.raises(ValueError, match="the eyes lie on one spot"):
        LADDER["mud"](PORTRAIT, np.zeros((5, 2), np.float32), 1, np.random.default_rng(1))


def test_the_registry_is_frozen_and_every_family_has_a_member() -> None:
    with pytest.raises(TypeError):
        LADDER["mud"] = LADDER["blood"]  # type: ignore[index]
    assert {each.family for each in LADDER.values()} == set(Family)
    assert [name for name, each in LADDER.items() if each.name != name] == []


@EVERY
def test_every_level_is_in_the_docs(degradation: Degradation) -> None:
    levels = " · ".join(", ".join(f"{number:g}" for number in level) for level in degradation.levels)
    row = f"| {degradation.family.value} | `{degradation.name}` | {'; '.join(degradation.measures)} | {levels} |"
    assert row in PAGE.read_text(encoding="utf-8")
