"""What is handed to people outside the screen: sheets to be looked at, kept with the case and argued over."""

from antigone.casework.reports.comparison import comparison_sheet
from antigone.casework.reports.documents import (
    CandidateEntry,
    ComparisonDocument,
    FacePicture,
    GalleryCount,
    MapPair,
    MappedFace,
    SheetDocument,
    SheetOutcome,
)
from antigone.casework.reports.sheet import candidate_sheet

__all__ = [
    "CandidateEntry",
    "ComparisonDocument",
    "FacePicture",
    "GalleryCount",
    "MapPair",
    "MappedFace",
    "SheetDocument",
    "SheetOutcome",
    "candidate_sheet",
    "comparison_sheet",
]
