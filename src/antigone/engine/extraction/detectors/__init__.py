"""Detectors, a file for each family: what a network puts out, read as faces."""

from antigone.engine.extraction.detectors.detections import Detections, intersection_over_union, keep_best
from antigone.engine.extraction.detectors.detector import Detector

__all__ = ["Detections", "Detector", "intersection_over_union", "keep_best"]
