"""From an upright photograph to a template: find faces at any rotation, align, assess, embed."""

from antigone.engine.extraction.alignment import cut_chip, cut_portrait
from antigone.engine.extraction.batches import Batches
from antigone.engine.extraction.extractor import Extractor, LocatedFace
from antigone.engine.extraction.recipes import STEPS, AnyRecipe, parse_recipe
from antigone.engine.extraction.requests import ExtractionRequest, FaceChoice, PointList
from antigone.engine.extraction.settings import REVISION, ExtractionSettings, RotationSearch
from antigone.engine.extraction.similarity_map import OcclusionGrid, SimilarityMap, similarity_map

__all__ = [
    "REVISION",
    "STEPS",
    "AnyRecipe",
    "Batches",
    "ExtractionRequest",
    "ExtractionSettings",
    "Extractor",
    "FaceChoice",
    "LocatedFace",
    "OcclusionGrid",
    "PointList",
    "RotationSearch",
    "SimilarityMap",
    "cut_chip",
    "cut_portrait",
    "parse_recipe",
    "similarity_map",
]
