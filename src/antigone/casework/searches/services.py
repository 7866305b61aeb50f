"""Searches and comparisons: photographs in, a frozen answer out."""

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils import timezone

from antigone.casework.audit import Actor
from antigone.casework.cases.policy import require_searchable
from antigone.casework.evidence.locks import home_in_use
from antigone.casework.galleries.filters import parse_where
from antigone.casework.galleries.models import Gallery
from antigone.casework.galleries.selectors import galleries_named, subjects_matching
from antigone.casework.recognition.comparing import SearchQuestion
from antigone.casework.recognition.reading import PhotographItem
from antigone.casework.searches.keeping import Answered, keep_search
from antigone.casework.searches.models import Search
from antigone.casework.searches.probes import (
    AnyProbe,
    ReadProbe,
    forget_unused,
    milliseconds_since,
    require_readable,
    templates_of,
)
from antigone.casework.searches.requests import ProbePhotograph, SearchRequest
from antigone.casework.searches.session import SearchSession
from antigone.casework.searches.tiers import tier_of
from antigone.engine.errors import AntigoneError

__all__ = ["run_search", "run_searches"]

Clock = Callable[[], datetime]


def run_search(
    session: SearchSession,
    request: SearchRequest,
    *,
    by: Actor,
    identity: UUID | None = None,
    clock: Clock = timezone.now,
) -> Search:
    """One search, answered and frozen. Photographs that are known are not read again. identity: the search's, if given.

    Raises StateError for an expired case or an unknown gallery, PhotographError where no photograph could be read.
    """
    with home_in_use():
        probes = session.probes_of(request.photographs)
        outcome = _answered(session, request, probes, identity=identity or uuid4(), by=by, now=clock())
    if isinstance(outcome, AntigoneError):
        raise outcome
    return outcome


def run_searches(
    session: SearchSession, requests: Iterable[SearchRequest], *, by: Actor, clock: Clock = timezone.now
) -> Iterator[tuple[SearchRequest, Search | AntigoneError]]:
    """Many searches, each answered and frozen before it is given out, in order; one that fails stops no other.

    requests: drawn from as the work goes on, some dozen photographs ahead; all of photographs that are to be read.
    """
    group: list[AnyProbe] = []
    with home_in_use():
        for (request, photograph), reading in session.read(_items(requests)):
            group.append(ReadProbe(name=photograph.name, reading=reading))
            if len(group) == len(request.photographs):
                yield request, _answered(session, request, group, identity=uuid4(), by=by, now=clock())
                group = []


def _items(
    requests: Iterable[SearchRequest],
) -> Iterator[tuple[tuple[SearchRequest, ProbePhotograph], PhotographItem]]:
    for request in requests:
        for photograph in request.photographs:
            if isinstance(photograph, ProbePhotograph):
                yield (request, photograph), photograph.item()


def _answered(
    session: SearchSession,
    request: SearchRequest,
    probes: list[AnyProbe],
    *,
    identity: UUID,
    by: Actor,
    now: datetime,
) -> Search | AntigoneError:
    try:
        return _search(session, request, probes, identity=identity, by=by, now=now)
    except AntigoneError as error:
        forget_unused(probes)
        return error


def _search(
    session: SearchSession,
    request: SearchRequest,
    probes: list[AnyProbe],
    *,
    identity: UUID,
    by: Actor,
    now: datetime,
) -> Search:
    require_searchable(request.case, today=now.date())
    require_readable(probes)
    began = time.perf_counter()
    galleries = galleries_named(by, request.galleries)
    question = SearchQuestion(
        probes=templates_of(probes),
        galleries=frozenset(gallery.pk for gallery in galleries),
        subjects=_subjects(request, galleries, by=by, on=now.date()),
        top=request.top,
        strangers=request.strangers,
        tier=tier_of(request.case),
    )
    answer = session.searcher.search(question)
    answered = Answered(
        request=request, probes=probes, galleries=galleries, answer=answer, index=milliseconds_since(began)
    )
    return keep_search(answered, recogniser=session.recogniser, identity=identity, by=by, now=now)


def _subjects(request: SearchRequest, galleries: tuple[Gallery, ...], *, by: Actor, on: date) -> list[int] | None:
    if not request.where:
        return None
    return subjects_matching(by, galleries=galleries, where=parse_where(request.where), on=on)
