"""Packs that the installation did not bring."""

from pathlib import Path

import numpy as np
import pytest

from antigone.casework.recognition.bridge import open_recogniser, reader_plan, stored_vectors
from antigone.engine.errors import PackNotFound
from builders.calibrations import unit
from builders.packs import write_pack


def test_a_pack_without_a_calibration_is_used_without(tmp_path: Path) -> None:
    write_pack(tmp_path / "models" / "small")
    opened = open_recogniser(tmp_path, "small")
    assert (opened.identity.id, opened.template_length) == ("small-recogniser", 4)
    assert (opened.calibration, opened.cohort_sha256, opened.calibration_sha256) == (None, "", "")
    np.testing.assert_array_equal(opened.cohort_figures(unit(2, seed=1, length=4)), [[0, 1], [0, 1]])
    assert reader_plan(opened, tmp_path).originals == tmp_path / "originals"


def test_an_unknown_pack_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(PackNotFound, match="nothing-here"):
        open_recogniser(tmp_path, "nothing-here")


def test_vectors_of_the_database_come_back_row_by_row() -> None:
    rows = unit(3, seed=1, length=4).astype("<f2")
    np.testing.assert_array_equal(stored_vectors([memoryview(row.tobytes()) for row in rows], 4), rows)
