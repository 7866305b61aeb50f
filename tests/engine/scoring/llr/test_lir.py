"""Methods and costs against `lir` 1.3.1, on the vectors that tests/assets/make_lir_vectors.py writes."""

import json
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from antigone.engine.scoring.llr import LlrMethod, ScoreEvidence, cllr, cllr_min, empirical_bounds
from antigone.engine.scoring.llr.fitting import METHODS

ASSETS = Path(__file__).parents[3] / "assets"
VECTORS: dict[str, Any] = json.loads((ASSETS / "lir_vectors.json").read_text(encoding="utf-8"))

every_case = pytest.mark.parametrize("case", VECTORS.values(), ids=VECTORS.keys())


def evidence(case: dict[str, Any]) -> ScoreEvidence:
    return ScoreEvidence.of(np.array(case["mated"]), np.array(case["nonmated"]))


@every_case
@pytest.mark.parametrize("method", LlrMethod)
def test_ratios_are_those_of_lir(case: dict[str, Any], method: LlrMethod) -> None:
    wanted = np.array([float(value) for value in case[method.value]])
    found = METHODS[method](evidence(case), np.array(case["at"]))
    np.testing.assert_allclose(found, wanted, rtol=0, atol=1e-6)


@every_case
def test_costs_are_those_of_lir(case: dict[str, Any]) -> None:
    of = evidence(case)
    assert cllr(of) == pytest.approx(case["cllr"], abs=1e-6)
    assert cllr_min(of) == pytest.approx(case["cllr_min"], abs=1e-6)
    assert cllr(of) - cllr_min(of) == pytest.approx(case["cllr_cal"], abs=1e-6)


@every_case
def test_bounds_are_those_of_lir(case: dict[str, Any]) -> None:
    assert empirical_bounds(evidence(case)) == pytest.approx(case["elub"], abs=1e-6)


def test_the_vectors_are_what_lir_says() -> None:
    pytest.importorskip("lir", reason="lir 1.3.1 is not installed: the checked-in vectors stand for it")
    document: Callable[[], dict[str, Any]] = runpy.run_path(str(ASSETS / "make_lir_vectors.py"))["document"]
    for name, case in document().items():
        assert case.keys() == VECTORS[name].keys()
        for key, values in case.items():
            wanted = np.array(VECTORS[name][key], dtype=float)
            np.testing.assert_allclose(np.array(values, dtype=float), wanted, rtol=0, atol=1e-9)
