"""Whether each does what it is named for, on pictures where the answer is known."""

import numpy as np
import pytest

from antigone.engine.evaluation.degradation import LADDER, STRENGTHS, crop_about_face
from antigone.engine.evaluation.degradation.face import FaceFrame
from antigone.engine.evaluation.degradation.fields import noise, to_light, to_pixels
from builders.painted import face_points

LANDMARKS = face_points((150, 120), 60)
RIGHT_EYE, LEFT_EYE, NOSE, RIGHT_MOUTH, LEFT_MOUTH = range(5)


def degraded(name: str, strength: int, pixels: np.ndarray, seed: int = 1) -> np.ndarray:
    return LADDER[name](pixels, LANDMARKS, strength, np.random.default_rng(seed))[0]


def flat(value: int | tuple[int, int, int] = 128) -> np.ndarray:
    pixels = np.empty((280, 300, 3), np.uint8)
    pixels[:] = value
    return pixels


def changed_points(name: str, strength: int, seed: int = 1) -> list[bool]:
    """Whether the pixel at each landmark changed."""
    given = flat((200, 160, 140))
    made = degraded(name, strength, given, seed).astype(int)
    return [bool(np.abs(made[round(y), round(x)] - given[0, 0]).max() > 20) for x, y in LANDMARKS.tolist()]


@pytest.mark.parametrize("strength", STRENGTHS)
def test_a_band_covers_the_eyes_and_neither_nose_nor_mouth(strength: int) -> None:
    assert changed_points("eyes-covered", strength) == [True, True, False, False, False]


def test_a_sheet_rises_from_the_mouth_to_the_nose() -> None:
    covered = [changed_points("lower-face-covered", k) for k in STRENGTHS]
    assert covered[0] == [False] * 5
    assert covered[2] == [False, False, False, True, True]
    assert covered[4] == [False, False, True, True, True]


def test_half_of_a_face_is_one_half() -> None:
    for seed in range(4):
        covered = changed_points("half-covered", 5, seed)
        assert covered[RIGHT_EYE] == covered[RIGHT_MOUTH]
        assert covered[LEFT_EYE] == covered[LEFT_MOUTH]
        assert covered[RIGHT_EYE] != covered[LEFT_EYE]


def test_bandages_leave_one_eye() -> None:
    covered = changed_points("bandage", 5)
    assert covered[RIGHT_EYE] != covered[LEFT_EYE]
    assert covered[NOSE]


@pytest.mark.parametrize("name", ["mud", "blood"])
@pytest.mark.parametrize("strength", STRENGTHS)
def test_patches_cover_the_share_they_say_and_only_grow(name: str, strength: int) -> None:
    given = flat((200, 160, 140))
    made = degraded(name, strength, given)
    rows, columns = np.mgrid[:280, :300]
    face = FaceFrame.of(LANDMARKS).to_face(np.stack([columns, rows], axis=-1).reshape(-1, 2)).reshape(280, 300, 2)
    inside = (face[..., 0] / 1.15) ** 2 + ((face[..., 1] - 0.45) / 1.5) ** 2 < 1
    half_way = np.abs(made.astype(int) - given).max(axis=2) > 40
    assert half_way[inside].mean() == pytest.approx(LADDER[name].levels[strength - 1][0], abs=0.09)
    if strength > 1:
        before = np.abs(degraded(name, strength - 1, given).astype(int) - given).max(axis=2)
        assert (np.abs(made.astype(int) - given).max(axis=2) >= before - 3).mean() > 0.99


def test_grey_leaves_no_colour_at_strength_5_and_the_brightness_of_bt_709() -> None:
    made = degraded("grey", 5, flat((200, 100, 50)))
    assert len(np.unique(made)) == 1
    light = to_light(np.array([200, 100, 50], np.uint8)) @ np.array([0.2126, 0.7152, 0.0722])
    assert to_light(made)[0, 0, 0] == pytest.approx(light, abs=0.005)


def test_a_cast_keeps_the_brightness_of_grey() -> None:
    for seed in range(6):
        light = to_light(degraded("colour-cast", 3, flat(), seed)).reshape(-1, 3).mean(axis=0)
        assert light @ np.array([0.2126, 0.7152, 0.0722]) == pytest.approx(float(to_light(flat())[0, 0, 0]), abs=0.01)
        assert light.max() / light.min() > 1.5


@pytest.mark.parametrize("name", ["motion-blur", "focus-blur"])
def test_blur_leaves_a_plain_picture_and_keeps_all_light(name: str) -> None:
    assert np.abs(degraded(name, 5, flat()).astype(int) - 128).max() <= 1
    spot = flat(0)
    spot[110:130, 140:160] = 200
    before, after = (to_light(each)[..., 0].sum() for each in (spot, degraded(name, 4, spot)))
    assert after == pytest.approx(before, rel=0.03)


def test_a_focus_disc_has_the_radius_it_says() -> None:
    spot = flat(0)
    spot[120, 150] = 255
    rows, columns = np.nonzero(degraded("focus-blur", 5, spot)[..., 0] > 0)
    radius = LADDER["focus-blur"].levels[4][0] * FaceFrame.of(LANDMARKS).unit
    assert np.hypot(rows - 120, columns - 150).max() == pytest.approx(radius, abs=1.0)


def test_low_light_has_the_mean_and_the_noise_of_its_sensor() -> None:
    stops, gain = LADDER["low-light"].levels[3]
    light = to_light(degraded("low-light", 4, flat(200))).astype(np.float64)
    expected = float(to_light(np.array(200, np.uint8)))
    electrons = 6000 * expected / 2**stops
    assert light.mean() == pytest.approx(expected * 2 ** (gain - stops), rel=0.02)
    assert light.std() == pytest.approx(np.sqrt(electrons + 4**2) * 2**gain / 6000, rel=0.05)


def test_over_exposure_doubles_light_with_every_stop_until_it_is_cut() -> None:
    stops = LADDER["over-exposure"].levels[0][0]
    made = to_light(degraded("over-exposure", 1, flat(60)))[0, 0, 0]
    assert made == pytest.approx(float(to_light(np.array(60, np.uint8))) * 2**stops, rel=0.02)
    assert (degraded("over-exposure", 5, flat(160)) == 255).all()


def test_jpeg_is_that_of_pillow() -> None:
    import io

    from PIL import Image

    given = (128 + 90 * noise((280, 300), (9.0, 9.0), np.random.default_rng(2))).clip(0, 255).astype(np.uint8)
    given = np.repeat(given[..., None], 3, axis=2)
    stream = io.BytesIO()
    Image.fromarray(given).save(stream, "JPEG", quality=10)
    theirs = np.asarray(Image.open(stream)).astype(int)
    assert np.abs(degraded("jpeg", 3, given).astype(int) - theirs).mean() < 1.0


@pytest.mark.parametrize("strength", STRENGTHS)
def test_a_tiny_face_has_its_eyes_as_far_apart_as_it_says(strength: int) -> None:
    _, landmarks = LADDER["tiny-face"](flat(), LANDMARKS, strength, np.random.default_rng(1))
    assert FaceFrame.of(landmarks).unit == pytest.approx(LADDER["tiny-face"].levels[strength - 1][0], rel=0.05)


def test_a_face_that_is_tinier_already_is_never_enlarged() -> None:
    small = face_points((150, 120), 5)
    pixels, landmarks = LADDER["tiny-face"](flat(), small, 5, np.random.default_rng(1))
    assert pixels.shape == flat().shape
    assert (landmarks == small).all()


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_a_quarter_turn_is_exact(seed: int) -> None:
    given = np.random.default_rng(9).integers(0, 256, (28, 30, 3)).astype(np.uint8)
    landmarks = face_points((15, 14), 8)
    made, _ = LADDER["rotation"](given, landmarks, 3, np.random.default_rng(seed))
    assert any((made == np.rot90(given, turns)).all() for turns in (1, 3))


def test_both_sides_and_directions_are_drawn() -> None:
    given = np.random.default_rng(9).integers(0, 256, (28, 30, 3)).astype(np.uint8)
    made = [
        LADDER["rotation"](given, face_points((15, 14), 8), 3, np.random.default_rng(seed))[0] for seed in range(12)
    ]
    assert len({each.tobytes() for each in made}) == 2


def test_the_five_points_swell_with_the_face() -> None:
    for place, (x, y) in enumerate(LANDMARKS.tolist()):
        given = flat(0)
        given[round(y) - 2 : round(y) + 3, round(x) - 2 : round(x) + 3] = 255
        made, landmarks = LADDER["swelling"](given, LANDMARKS.round(), 5, np.random.default_rng(3))
        rows, columns = np.nonzero(made[..., 0] > 127)
        assert np.hypot(columns.mean() - landmarks[place][0], rows.mean() - landmarks[place][1]) < 0.8
    assert np.abs(landmarks - LANDMARKS)[RIGHT_MOUTH:].max() > 2


def test_closed_lids_hide_dark_eyes_and_leave_the_cheeks() -> None:
    given = flat((200, 160, 140))
    for x, y in LANDMARKS[:2].astype(int):
        given[y - 4 : y + 5, x - 6 : x + 7] = 20
    made = degraded("eyes-closed", 5, given)
    for x, y in LANDMARKS[:2].astype(int):
        assert made[y, x].mean() > 120
    assert (made[170:, :] == given[170:, :]).all()


def test_pallor_pales_the_skin_and_not_the_background() -> None:
    rows, columns = np.mgrid[:280, :300]
    inside = ((columns - 150) / 70) ** 2 + ((rows - 135) / 95) ** 2 < 1
    given = np.where(inside[..., None], (200, 140, 120), (30, 60, 140)).astype(np.uint8)
    made = degraded("pallor", 4, given)
    assert np.ptp(made[150, 150].astype(int)) < 0.6 * np.ptp(given[150, 150].astype(int))
    assert np.abs(made[10, 10].astype(int) - given[10, 10]).max() <= 1


def test_lividity_darkens_one_side_first() -> None:
    for seed in range(3):
        made = degraded("lividity", 2, flat((205, 160, 140)), seed)
        left, right = made[100:160, 95:130].mean(), made[100:160, 170:205].mean()
        assert abs(left - right) > 4


def test_a_print_is_cut_where_it_says() -> None:
    _, margin = LADDER["print"].levels[4]
    made = degraded("print", 5, flat())
    assert made.shape[0] == pytest.approx(2 * margin * FaceFrame.of(LANDMARKS).unit, abs=2.5)


def test_light_and_pixels_are_inverse() -> None:
    codes = np.arange(256, dtype=np.uint8)
    assert (to_pixels(to_light(codes)) == codes).all()


def test_noise_has_mean_0_and_deviation_1() -> None:
    field = noise((200, 300), (40.0, 20.0), np.random.default_rng(3))
    assert field.mean() == pytest.approx(0, abs=1e-3)
    assert field.std() == pytest.approx(1, abs=1e-3)


def test_a_frame_finds_the_turn_and_the_size_of_a_face() -> None:
    mean_face = np.array([[-0.5, 0.0], [0.5, 0.0], [0.0, 0.6], [-0.44, 1.09], [0.44, 1.09]])
    angle = np.radians(25)
    turn = 37 * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    frame = FaceFrame.of((mean_face @ turn.T + (90, 70)).astype(np.float32))
    assert frame.unit == pytest.approx(37, abs=1e-3)
    assert np.degrees(np.angle(frame.turn)) == pytest.approx(25, abs=1e-3)
    points = np.array([[3.0, 9.0], [120.0, 44.0]])
    assert frame.to_picture(frame.to_face(points)) == pytest.approx(points, abs=1e-4)


def test_a_crop_shows_the_face_and_is_reduced_where_it_is_large() -> None:
    pixels = np.zeros((900, 900, 3), np.uint8)
    landmarks = face_points((450, 450), 150)
    pixels[round(float(landmarks[2][1])), round(float(landmarks[2][0]))] = 255
    cut, points = crop_about_face(pixels, landmarks, margin=2.0, largest_unit=50)
    assert cut.shape[0] == pytest.approx(4 * 50, abs=3)
    assert FaceFrame.of(points).unit == pytest.approx(50, rel=0.02)
    brightest = np.unravel_index(cut[..., 0].argmax(), cut.shape[:2])
    assert np.hypot(brightest[1] - points[2][0], brightest[0] - points[2][1]) < 1.5
