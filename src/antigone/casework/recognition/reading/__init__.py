"""Photographs in, faces and templates out, by one process or several; the engine and the originals, no Django."""

from antigone.casework.recognition.reading.items import (
    Pace,
    PhotographItem,
    ReaderPlan,
    Reading,
    Timings,
    fingerprint,
    photograph_item,
)
from antigone.casework.recognition.reading.pool import PhotographReading, open_reading, read_photographs
from antigone.engine.extraction import AnyRecipe, FaceChoice, RotationSearch

__all__ = [
    "AnyRecipe",
    "FaceChoice",
    "Pace",
    "PhotographItem",
    "PhotographReading",
    "ReaderPlan",
    "Reading",
    "RotationSearch",
    "Timings",
    "fingerprint",
    "open_reading",
    "photograph_item",
    "read_photographs",
]
