"""A reader of photographs for a process that does one job after another: the models stay loaded between them."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from antigone.casework.recognition.bridge import Recogniser, open_recogniser, reader_plan
from antigone.casework.recognition.reading import PhotographReading, ReaderPlan, open_reading

__all__ = ["OpenReader", "open_reader"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OpenReader:
    """The pack in use and a way to read photographs with it, in this process."""

    recogniser: Recogniser
    read: PhotographReading


def open_reader() -> OpenReader:
    """The reader of this home and its pack. Raises PackNotFound, PackManifestError, CalibrationError.

    Pack and calibration are looked up each time, for a command may have changed them; models are loaded again only
    where the pack's are others.
    """
    home = Path(settings.ANTIGONE_HOME)
    recogniser = open_recogniser(home, settings.ANTIGONE_PACK)
    models = (recogniser.manifest.detector.identity.sha256, recogniser.identity.sha256)
    return OpenReader(recogniser=recogniser, read=_reading(reader_plan(recogniser, home, alone=True), models))


@lru_cache(maxsize=1)
def _reading(plan: ReaderPlan, models: tuple[str, str]) -> PhotographReading:  # noqa: ARG001 (tells two packs apart)
    return open_reading(plan, workers=1)
