"""Searches and comparisons: photographs in, a frozen answer out."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils import timezone

from antigone.casework.audit import Actor, Door, commitment, record, writing
from antigone.casework.cases.policy import require_searchable
from antigone.casework.evidence.locks import home_in_use
from antigone.casework.galleries.filters import parse_where
from antigone.casework.galleries.models import Gallery
from antigone.casework.galleries.selectors import gallery_by_name, searchable_galleries, subjects_matching
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.comparing import CandidateList, SearchQuestion
from antigone.casework.recognition.reading import PhotographItem
from antigone.casework.searches.events import SearchRun
from antigone.casework.searches.freezing import act_fields, freeze_candidates, frozen_galleries
from antigone.casework.searches.models import Outcome, Search, SearchProbe
from antigone.casework.searches.probes import (
    AnyProbe,
    ReadProbe,
    forget_unused,
    milliseconds_since,
    probe_fields,
    require_readable,
    stage_timings,
    templates_of,
)
from antigone.casework.searches.requests import ProbePhotograph, SearchRequest
from antigone.casework.searches.seen import note_view
from antigone.casework.searches.session import SearchSession
from antigone.casework.searches.tiers import tier_of
from antigone.casework.searches.warnings import basis_warnings, gallery_warnings, probe_warnings
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
    galleries = _galleries(request, by)
    question = SearchQuestion(
        probes=templates_of(probes),
        galleries=frozenset(gallery.pk for gallery in galleries),
        subjects=_subjects(request, galleries, by=by, on=now.date()),
        top=request.top,
        strangers=request.strangers,
        tier=tier_of(request.case),
    )
    answer = session.searcher.search(question)
    timings = {**stage_timings(probes), "index": milliseconds_since(began)}
    found = answer.found
    warnings = [
        *probe_warnings(probes),
        *gallery_warnings(session.recogniser, galleries, answer.galleries),
        *(found.warnings if found else ()),
        *basis_warnings(session.recogniser, request.case),
    ]
    search = Search(
        id=identity,
        **act_fields(session.recogniser, request.case, by=by, now=now),
        outcome=found.outcome.value if found else Outcome.NO_FACE,
        settings={"top": request.top, "strangers": request.strangers, "where": request.where},
        galleries=frozen_galleries(galleries, answer.galleries),
        index_change=answer.index_change,
        subjects=found.subjects if found else 0,
        references=found.references if found else 0,
        cut=found.cut if found else 0,
        warnings=warnings,
        timings={**timings, "total": sum(timings.values())},
    )
    _keep(search, probes, found, recogniser=session.recogniser, by=by)
    return search


def _galleries(request: SearchRequest, by: Actor) -> tuple[Gallery, ...]:
    """Those named, else all that may be searched, own and shared. Raises StateError for a name that is none."""
    searchable = {gallery.name: gallery for gallery in searchable_galleries(by)}
    names = [name.strip() for name in dict.fromkeys(request.galleries)]
    # What is not among them is looked up for its sentence, which names the nearest.
    named = tuple(searchable.get(name) or gallery_by_name(by, name) for name in names)
    return named or tuple(searchable.values())


def _subjects(request: SearchRequest, galleries: tuple[Gallery, ...], *, by: Actor, on: date) -> list[int] | None:
    if not request.where:
        return None
    return subjects_matching(by, galleries=galleries, where=parse_where(request.where), on=on)


def _keep(
    search: Search,
    probes: Sequence[AnyProbe],
    found: CandidateList | None,
    *,
    recogniser: Recogniser,
    by: Actor,
) -> None:
    with writing():
        search.save(force_insert=True)
        for order, probe in enumerate(probes):
            SearchProbe.objects.create(search=search, **probe_fields(order, probe, recogniser=recogniser, by=by))
        if found is not None:
            freeze_candidates(search, found)
        if by.door is Door.CLI:
            note_view(search=search, by=by, now=search.done_at)  # the command line shows what it has made
        record(_event(search, probes=len(probes), candidates=len(found.candidates) if found else 0), by=by)


def _event(search: Search, *, probes: int, candidates: int) -> SearchRun:
    asked = search.settings
    return SearchRun(
        search=search.id,
        case=search.case_id,
        outcome=search.outcome,
        probes=probes,
        galleries=len(search.galleries),
        index_change=search.index_change,
        candidates=candidates,
        cut=search.cut,
        recogniser_sha256=search.recogniser_sha256,
        calibration_sha256=search.calibration_sha256,
        strangers="off" if asked["strangers"] is None else f"{asked['strangers']:g}",
        where=commitment(owner=search.id, value=asked["where"]) if asked["where"] else "",
    )
