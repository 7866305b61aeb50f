"""The document of an evaluation (metrics.json) as model cards read it: few figures, all different."""

from typing import Any

from antigone.engine.runtime import PackManifest

CALIBRATION = "c" * 64


def estimate(value: float, low: float, high: float) -> dict[str, Any]:
    return {"value": value, "low": low, "high": high, "resolved": True}


def metrics_of(manifest: PackManifest, *, calibrated: bool = True) -> dict[str, Any]:
    """An evaluation of this pack, with one column of two groups; change it before use."""
    models = (manifest.detector, manifest.recogniser)
    detector, recogniser = ({"id": model.id, "sha256": model.sha256} for model in models)
    ranked_by = "ranking_score" if calibrated else "score"
    return {
        "format": "antigone-evaluation",
        "version": 1,
        "software": "1.2.3",
        "device": "cpu",
        "dataset": {
            "name": "families",
            "sha256": "d" * 64,
            "people": 1234,
            "people_with_two": 456,
            "photographs": 2345,
            "without_face": ["Anna Mustermann/1.jpg"],
            "groups": ["sex"],
        },
        "pack": {"id": manifest.id, "title": manifest.title, "detector": detector, "recogniser": recogniser},
        "calibration": {"sha256": CALIBRATION, "population": "the families"} if calibrated else None,
        "ranked_by": ranked_by,
        "open_set": {
            ranked_by: {
                "subjects": 987,
                "rank": 20,
                "mated_people": 345,
                "absent_people": 678,
                "fnir_at_fpir": [
                    {"fpir": 0.01, "threshold": 5.0, "fnir": None, "deviation": None, "reason": "too few absent."},
                    {"fpir": 0.1, "threshold": 4.0, "fnir": estimate(0.123, 0.1, 0.15), "deviation": 0, "reason": ""},
                ],
            }
        },
        "closed_set": {
            ranked_by: {"subjects": 1230, "cmc": {"x": [1], "value": [0.912], "low": [0.9], "high": [0.934]}}
        },
        "groups": [
            {
                "column": "sex",
                "fpir": 0.1,
                "groups": [
                    {
                        "group": "f", "absent_people": 91, "mated_people": 61, "reason": "",
                        "fpir": estimate(0.2, 0.15, 0.25), "fnir": estimate(0.3, 0.2, 0.4),
                    },
                    {
                        "group": "m", "absent_people": 92, "mated_people": 6, "reason": "too few",
                        "fpir": estimate(0.08, 0.05, 0.11), "fnir": None,
                    },
                ],
            }
        ],
        "likelihood_ratios": {"cllr": estimate(0.061, 0.05, 0.07), "cllr_cal": estimate(0.011, 0.01, 0.02)},
    }  # fmt: skip
