"""What many searches of one process share: the recogniser, the index, and a way to read photographs."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from antigone.casework.audit import Actor
from antigone.casework.recognition.bridge import Recogniser, chosen_workers, open_recogniser, reader_plan
from antigone.casework.recognition.comparing import GallerySearcher
from antigone.casework.recognition.reading import PhotographReading, open_reading
from antigone.casework.recognition.serving import open_reader
from antigone.casework.searches.probes import AnyProbe, KnownProbe, ReadProbe
from antigone.casework.searches.requests import AnyPhotograph, ProbePhotograph

__all__ = ["SearchSession", "kept_session", "open_session"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SearchSession:
    """read: how probes become templates; a test puts its own there."""

    recogniser: Recogniser
    searcher: GallerySearcher
    read: PhotographReading

    def probes_of(self, photographs: Sequence[AnyPhotograph]) -> list[AnyProbe]:
        """Each photograph with its template; those that are known are not read again."""
        unread = [each for each in photographs if isinstance(each, ProbePhotograph)]
        read = {id(each): reading for each, reading in self.read((each, each.item()) for each in unread)}
        return [
            each if isinstance(each, KnownProbe) else ReadProbe(name=each.name, reading=read[id(each)])
            for each in photographs
        ]


def open_session(
    *, home: Path, pack: str, by: Actor, workers: int | None = 1, local_index: bool = False
) -> SearchSession:
    """Everything that searches need, each loaded when it is first used.

    workers: processes that read photographs. One answers a single search soonest; several are for many searches, and
    start anew for each stream of them; None is as many as this machine reads fastest with.
    local_index: the home's own index, whatever ANTIGONE_INDEX_URL says.
    Raises PackNotFound, PackManifestError, CalibrationError.
    """
    recogniser = open_recogniser(home, pack)
    workers = workers or chosen_workers(recogniser, home)
    return SearchSession(
        recogniser=recogniser,
        searcher=GallerySearcher(home=home, recogniser=recogniser, by=by, local=local_index),
        read=open_reading(reader_plan(recogniser, home, alone=workers == 1), workers=workers),
    )


def kept_session(*, by: Actor) -> SearchSession:
    """For a process that does job after job, on several threads: models and index stay loaded from search to search.

    Opened anew where the pack or its calibration has changed since. Raises as `open_session` does.
    """
    return _KEPT.session(by)


class _Kept:
    """The session of this process. by: whoever comes first; only what opening an index may mend is logged as theirs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._of: tuple[str, ...] = ()
        self._searcher: GallerySearcher | None = None

    def session(self, by: Actor) -> SearchSession:
        home, reader = Path(settings.ANTIGONE_HOME), open_reader()
        recogniser = reader.recogniser
        of = (str(home), recogniser.manifest.id, recogniser.identity.sha256, recogniser.calibration_sha256)
        with self._lock:
            if self._searcher is None or of != self._of:
                self._of, self._searcher = of, GallerySearcher(home=home, recogniser=recogniser, by=by)
            return SearchSession(recogniser=recogniser, searcher=self._searcher, read=reader.read)


_KEPT = _Kept()
