"""The findings as one JSON document: docs/evaluation.md describes it."""

import json
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum

import numpy as np

from antigone.engine.evaluation.basis import Basis
from antigone.engine.evaluation.ladder import LadderStudy, ladder_document
from antigone.engine.evaluation.study import Evaluation

FORMAT = "antigone-evaluation"
VERSION = 1

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]

_DIGITS = 6
"""Significant ones: far more than the intervals allow, few enough that the order of an addition does not show."""


def metrics_document(evaluation: Evaluation, basis: Basis, ladder: LadderStudy | None = None) -> dict[str, Json]:
    """Every figure with its bounds: the findings' fields by their names, numbers to six digits, no value as null."""
    return {
        "format": FORMAT,
        "version": VERSION,
        **_object(basis),
        "protocol": plain(evaluation.settings),
        "ranked_by": evaluation.scoring.value,
        "open_set": plain(evaluation.open_set),
        "closed_set": plain(evaluation.closed_set),
        "several_references": _found(evaluation.references),
        "groups": plain(evaluation.groups),
        "expected_strangers": plain(evaluation.reliability),
        "likelihood_ratios": _found(evaluation.evidence),
        "probable_duplicates": plain(evaluation.duplicates),
        "ladder": None if ladder is None else plain(ladder_document(ladder)),
    }


def document_bytes(document: Mapping[str, Json]) -> bytes:
    """The same document, the same bytes."""
    return (json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def plain(value: object) -> Json:
    """Values of this room as JSON."""
    match value:
        case None | str() | bool() | int():
            found: Json = str(value) if isinstance(value, Enum) else value
        case float() | np.floating():
            found = float(f"{value:.{_DIGITS}g}") if math.isfinite(value) else None
        case np.ndarray():
            found = plain(value.tolist())
        case tuple() | list():
            found = [plain(each) for each in value]
        case Mapping():
            found = {str(key): plain(each) for key, each in value.items()}
        case _:
            found = _object(value)
    return found


def _found(value: object) -> Json:
    """A finding, or the reason why there is none."""
    return {"reason": value} if isinstance(value, str) else plain(value)


def _object(value: object) -> dict[str, Json]:
    if not is_dataclass(value):
        raise TypeError(f"{type(value).__name__} has no place in the document")
    return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
