"""What many searches of one process share: the recogniser, the index, and a way to read photographs."""

from dataclasses import dataclass
from pathlib import Path

from antigone.casework.audit import Actor
from antigone.casework.recognition.bridge import Recogniser, open_recogniser, reader_plan
from antigone.casework.recognition.comparing import GallerySearcher
from antigone.casework.recognition.reading import PhotographReading, open_reading

__all__ = ["SearchSession", "open_session"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SearchSession:
    """read: how probes become templates; a test puts its own there."""

    recogniser: Recogniser
    searcher: GallerySearcher
    read: PhotographReading


def open_session(*, home: Path, pack: str, by: Actor, workers: int = 1) -> SearchSession:
    """Everything that searches need, each loaded when it is first used.

    workers: processes that read photographs. One answers a single search soonest; several are for many searches, and
    start anew for each stream of them. Raises PackNotFound, PackManifestError, CalibrationError.
    """
    recogniser = open_recogniser(home, pack)
    return SearchSession(
        recogniser=recogniser,
        searcher=GallerySearcher(home=home, recogniser=recogniser, by=by),
        read=open_reading(reader_plan(recogniser, home), workers=workers),
    )
