"""Similarity maps to be laid over photographs."""

import numpy as np

from antigone.casework.reports.mapping import overlay_picture


def values(strength: float) -> np.ndarray:
    """One region that makes the two alike, at the top left, and a weaker one that sets them apart."""
    found = np.zeros((112, 112), dtype=np.float32)
    found[20:40, 20:40] = strength
    found[80:100, 80:100] = -strength / 2
    return found


def test_where_nothing_matters_the_photograph_is_seen() -> None:
    assert (overlay_picture(values(1), np.zeros((112, 112), np.float32), 112)[:, 112:, 3] == 0).all()


def test_alike_is_amber_and_apart_is_blue() -> None:
    picture = overlay_picture(values(1), values(1), 112)
    assert tuple(picture[30, 30, :3]) == (255, 184, 28)
    assert tuple(picture[90, 90, :3]) == (22, 62, 140)
    assert picture[30, 30, 3] > picture[90, 90, 3] > 0


def test_how_strong_a_pair_is_cannot_be_read_from_it() -> None:
    assert (overlay_picture(values(0.01), values(9), 224) == overlay_picture(values(3), values(0.5), 224)).all()
