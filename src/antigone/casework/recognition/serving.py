"""A reader of photographs for a process that does job after job, on several threads: the models stay loaded."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from django.conf import settings

from antigone.casework.recognition.bridge import Recogniser, open_recogniser, reader_plan
from antigone.casework.recognition.reading import PhotographItem, PhotographReading, ReaderPlan, Reading, open_reading

__all__ = ["OpenReader", "models_in_use", "open_reader"]

Tag = TypeVar("Tag")
_models = threading.RLock()


@contextmanager
def models_in_use() -> Iterator[None]:
    """Held while this process runs models: one job at a time, for each takes memory and every core that it gets.

    Whoever holds it may take it again.
    """
    with _models:
        yield


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OpenReader:
    """The pack in use and a way to read photographs with it, in this process."""

    recogniser: Recogniser
    read: PhotographReading


def open_reader() -> OpenReader:
    """The reader of this home and its pack. Raises PackNotFound, PackManifestError, CalibrationError.

    Pack and calibration are looked up each time, for a command may have changed them; models are loaded again only
    where the pack's are others. Streams of photographs are read one after the other, whatever thread they come from.
    """
    home = Path(settings.ANTIGONE_HOME)
    recogniser = open_recogniser(home, settings.ANTIGONE_PACK)
    models = (recogniser.manifest.detector.identity.sha256, recogniser.identity.sha256)
    with models_in_use():
        read = _reading(reader_plan(recogniser, home, alone=True), models)
    return OpenReader(recogniser=recogniser, read=_OneStream(read))


@lru_cache(maxsize=1)
def _reading(plan: ReaderPlan, models: tuple[str, str]) -> PhotographReading:  # noqa: ARG001 (tells two packs apart)
    return open_reading(plan, workers=1)


@dataclass(frozen=True, slots=True)
class _OneStream:
    """A way to read that is in use by one stream at a time."""

    _read: PhotographReading

    def __call__(self, items: Iterable[tuple[Tag, PhotographItem]]) -> Iterator[tuple[Tag, Reading]]:
        with models_in_use():
            # Read to the end before anything is given out: whoever stops half-way would keep the others waiting.
            readings = list(self._read(items))
        yield from readings
