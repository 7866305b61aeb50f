"""Writes lir_vectors.json: what `lir`, the package of the Netherlands Forensic Institute, makes of some scores.

    python3.11 -m venv /somewhere && /somewhere/bin/pip install lir==1.3.1
    /somewhere/bin/python tests/assets/make_lir_vectors.py

lir is heavy and no dependency of Antigone; tests read the file, and run this again where lir can be imported.
"""

import json
import math
from pathlib import Path

import numpy as np

TARGET = Path(__file__).with_name("lir_vectors.json")


def cases() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Name to mated and non-mated scores: well apart, hardly apart, with ties, and very few."""
    rng = np.random.default_rng(20261125)
    return {
        "well apart": (rng.normal(4, 1.5, 60), rng.normal(-3, 2, 150)),
        "hardly apart": (rng.normal(0.5, 1, 80), rng.normal(-0.2, 1.2, 90)),
        "with ties": (np.round(rng.normal(1.5, 1, 70)), np.round(rng.normal(-1, 1, 70))),
        "few": (np.array([-0.5, 1.0, 2.5]), np.array([-2.0, 0.0, 1.5, -1.0])),
    }


def answers(mated: np.ndarray, nonmated: np.ndarray) -> dict[str, object]:
    """What lir says. Scores serve as log10 LRs, too, for the costs and the bounds."""
    from lir.algorithms.bayeserror import elub
    from lir.algorithms.isotonic_regression import IsotonicCalibrator
    from lir.algorithms.kde import KDECalibrator
    from lir.algorithms.logistic_regression import LogitCalibrator
    from lir.data.models import LLRData
    from lir.metrics import cllr, cllr_cal, cllr_min

    scores = np.concatenate([mated, nonmated])
    labels = np.repeat([1, 0], [len(mated), len(nonmated)])
    at = np.linspace(scores.min() - 1, scores.max() + 1, 41)
    ratios = LLRData(features=scores.copy(), labels=labels)
    # Without a penalty, and to the last digit: lir hands these on to scikit-learn.
    line = LogitCalibrator(C=np.inf, solver="newton-cholesky", tol=1e-14, max_iter=1000)
    with np.errstate(divide="ignore"):
        fitted = {
            "logistic": line.fit(scores, labels).transform(at),
            "pav": IsotonicCalibrator().fit(scores, labels).transform(at),
            "kde": KDECalibrator(bandwidth="silverman").fit(scores, labels).transform(at),
        }
        costs = {"cllr": cllr(ratios), "cllr_min": cllr_min(ratios), "cllr_cal": cllr_cal(ratios)}
    lower, upper = elub(scores.copy(), labels)
    return {
        "at": at.tolist(),
        **{name: [_number(value) for value in values] for name, values in fitted.items()},
        **costs,
        "elub": [float(lower), float(upper)],
    }


def _number(value: float) -> float | str:
    return float(value) if math.isfinite(value) else str(float(value))


def document() -> dict[str, object]:
    """The whole file."""
    return {
        name: {"mated": mated.tolist(), "nonmated": nonmated.tolist(), **answers(mated, nonmated)}
        for name, (mated, nonmated) in cases().items()
    }


if __name__ == "__main__":
    TARGET.write_text(json.dumps(document(), indent=1) + "\n", encoding="utf-8")
