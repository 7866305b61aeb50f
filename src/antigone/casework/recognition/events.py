"""What the room writes into the log."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import npgettext_lazy

from antigone.casework.audit import AuditEvent

__all__ = ["CalibrationAdopted", "IndexRebuilt", "TemplatesRenormalised"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplatesRenormalised(AuditEvent):
    """Cohort figures of stored templates were computed anew: figures of later searches rest on another cohort."""

    name: ClassVar[str] = "recognition.templates.renormalised"
    sentence: ClassVar[str] = "moved {templates} of recogniser {recogniser_sha256} to cohort {cohort_sha256}"
    counted: ClassVar = {"templates": npgettext_lazy("moved", "%(number)d template", "%(number)d templates", "number")}

    recogniser_sha256: str
    cohort_sha256: str
    templates: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationAdopted(AuditEvent):
    """The site calibrated a pack on its own photographs: figures of later searches rest on them."""

    name: ClassVar[str] = "recognition.calibration.adopted"
    sentence: ClassVar[str] = "put calibration {calibration_sha256} of {people} people to use for pack {pack}"

    pack: str
    recogniser_sha256: str
    calibration_sha256: str
    cohort_sha256: str
    dataset_sha256: str
    people: int
    photographs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexRebuilt(AuditEvent):
    """Someone had the index built anew from the database."""

    name: ClassVar[str] = "recognition.index.rebuilt"
    sentence: ClassVar[str] = "rebuilt the index of recogniser {recogniser_sha256} with {rows} at change {change}"
    counted: ClassVar = {"rows": npgettext_lazy("index", "%(number)d row", "%(number)d rows", "number")}

    recogniser_sha256: str
    cohort_sha256: str
    rows: int
    change: int
