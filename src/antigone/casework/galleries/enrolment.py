"""Enrolment: from a source's items, by whoever reads faces, to acknowledged references.

Hash first, ask the database, and only then have a picture read: a command that is run again passes over what it has
done at the speed of the disk. Results are committed some at a time, in short transactions, and given out afterwards.
"""

import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from uuid import UUID

from django.utils import timezone

from antigone.casework.audit import Actor, commitment, record, writing
from antigone.casework.evidence.locks import home_in_use
from antigone.casework.evidence.selectors import originals_folder
from antigone.casework.evidence.storage import remove_abandoned
from antigone.casework.galleries.events import EnrolmentFinished, EnrolmentStarted
from antigone.casework.galleries.groups import GroupWriter, Read
from antigone.casework.galleries.locks import gallery_lock
from antigone.casework.galleries.models import EnrolmentRun, Gallery, Reference
from antigone.casework.galleries.outcomes import AlreadyThere, Outcome
from antigone.casework.galleries.provenance import Basis
from antigone.casework.galleries.services import ensure_gallery
from antigone.casework.galleries.sources import Refused, SourceItem
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.reading import PhotographItem, Reading, fingerprint, photograph_item
from antigone.engine.errors import PhotographError, UsageError

__all__ = ["Enrolment", "EnrolmentOrder", "PhotographReader", "open_enrolment"]

Pending = tuple[SourceItem, PhotographItem]
PhotographReader = Callable[[Iterable[Pending]], Iterator[tuple[SourceItem, Reading]]]
"""`recognition.reading.read_photographs` with plan and workers filled in: in order, each result with its item."""

READ_A_GROUP = 64
"""An eighth of a second of one core's work, in one transaction; some 30 ms of it any group costs, however small."""

OTHERS_A_GROUP = 500
LONGEST_WAIT = 1.0
"""Seconds after which what is done is committed, however little it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentOrder:
    """What was asked for. source: as it is recorded; min_quality: the gallery's floor, 0 to 100, None for none.

    job: that does it, None for a command.
    """

    gallery: str
    basis: Basis
    source: str
    min_quality: float | None = None
    job: UUID | None = None

    def __post_init__(self) -> None:
        if self.min_quality is not None and not 0 <= self.min_quality <= 100:
            raise UsageError(f"A quality floor lies between 0 and 100, not at {self.min_quality}.")


@contextmanager
def open_enrolment(
    *, order: EnrolmentOrder, recogniser: Recogniser, by: Actor, clock: Callable[[], datetime] = timezone.now
) -> Iterator["Enrolment"]:
    """Hold the gallery (opened if need be) and a run of it; leaving without an error finishes the run.

    What killed processes have left half-written is removed first. What they stored whole and did not commit is found in
    its place when the same command reads it again.

    Raises StateError where another enrolment is at work on the gallery, UsageError for a name that is none.
    """
    gallery = ensure_gallery(name=order.gallery, by=by)
    with gallery_lock(gallery), home_in_use():
        remove_abandoned(originals_folder())
        run = _start(order, gallery, by, clock())
        yield Enrolment(
            gallery=gallery,
            run=run,
            writer=GroupWriter(run=run, recogniser=recogniser, by=by, floor=order.min_quality),
            was_empty=not Reference.objects.filter(subject__gallery=gallery).exists(),
        )
        _finish(run, by, clock())


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """A gallery that is being enrolled into. was_empty: it had no references when the run began."""

    gallery: Gallery
    run: EnrolmentRun
    writer: GroupWriter
    was_empty: bool
    _aside: deque[Refused | AlreadyThere] = field(default_factory=deque, init=False)

    def enrol(self, items: Iterable[SourceItem | Refused], read: PhotographReader) -> Generator[Outcome, None, None]:
        """One outcome for each item, given out once it is committed; what needs no reading may overtake what does.

        No process that reads is started before there is a photograph to read.
        """
        group: list[Read | Refused | AlreadyThere] = []
        committed = time.monotonic()
        try:
            for step in self._steps(items, read):
                group.append(step)
                if _is_full(group) or time.monotonic() - committed > LONGEST_WAIT:
                    yield from self.writer.commit(group)
                    group, committed = [], time.monotonic()
            yield from self.writer.commit(group)
        finally:
            self.writer.discard_refused()

    def _steps(
        self, items: Iterable[SourceItem | Refused], read: PhotographReader
    ) -> Iterator[Read | Refused | AlreadyThere]:
        settled = (self._settle(item) for item in items)
        for step in settled:
            if not isinstance(step, tuple):
                yield step
                continue
            for item, reading in read(chain([step], self._to_read(settled))):
                item.release()
                yield Read(item=item, reading=reading)
                yield from self._set_aside()
            yield from self._set_aside()

    def _to_read(self, settled: Iterator[Pending | Refused | AlreadyThere]) -> Iterator[Pending]:
        for step in settled:
            if isinstance(step, tuple):
                yield step
            else:
                self._aside.append(step)

    def _set_aside(self) -> Iterator[Refused | AlreadyThere]:
        while self._aside:
            yield self._aside.popleft()

    def _settle(self, item: SourceItem | Refused) -> Pending | Refused | AlreadyThere:
        """The item ready to be read, unless it need not or cannot be."""
        if isinstance(item, Refused):
            return item
        pending = photograph_item(name=item.name, load=item.load, box=item.box)
        try:
            sha256 = fingerprint(pending)
        except PhotographError as error:
            item.release()
            return item.refused(error)
        subject = item.subject.identifier
        if not self.was_empty and self._is_enrolled(subject, sha256):
            item.release()
            return AlreadyThere(name=item.name, subject=subject, sha256=sha256)
        return item, pending

    def _is_enrolled(self, subject: str, sha256: str) -> bool:
        return Reference.objects.filter(
            photograph__sha256=sha256, subject__identifier=subject, subject__gallery=self.gallery
        ).exists()


def _is_full(group: list[Read | Refused | AlreadyThere]) -> bool:
    reads = sum(isinstance(step, Read) for step in group)
    return reads >= READ_A_GROUP or len(group) >= OTHERS_A_GROUP


def _start(order: EnrolmentOrder, gallery: Gallery, by: Actor, now: datetime) -> EnrolmentRun:
    with writing():
        run = EnrolmentRun.objects.create(
            gallery=gallery,
            started_by_id=by.user,
            basis_kind=order.basis.kind,
            basis_text=order.basis.text,
            source=order.source,
            min_quality=order.min_quality,
            started_at=now,
            job=order.job,
        )
        event = EnrolmentStarted(
            run=run.id,
            gallery=gallery.uuid,
            basis=order.basis.kind.value,
            basis_text=commitment(owner=run.id, value=order.basis.text),
            source=commitment(owner=run.id, value=order.source),
        )
        record(event, by=by)
    return run


def _finish(run: EnrolmentRun, by: Actor, now: datetime) -> None:
    with writing():
        run.finished_at = now
        run.save(update_fields=["finished_at"])
        event = EnrolmentFinished(
            run=run.id, enrolled=run.enrolled, already_there=run.already_there, refused=run.refused
        )
        record(event, by=by)
