"""Searches and comparisons: photographs in, a frozen answer out."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from antigone.casework.audit import Actor, commitment, record
from antigone.casework.cases.policy import require_searchable
from antigone.casework.galleries.filters import parse_where
from antigone.casework.galleries.models import Gallery
from antigone.casework.galleries.selectors import galleries_of, gallery_by_name, subjects_matching
from antigone.casework.recognition.comparing import SearchAnswer, SearchQuestion
from antigone.casework.recognition.reading import PhotographItem, Reading
from antigone.casework.searches.events import SearchRun
from antigone.casework.searches.freezing import act_fields, freeze_candidates, frozen_galleries
from antigone.casework.searches.models import Outcome, Search, SearchProbe
from antigone.casework.searches.probes import ReadProbe, probe_fields, stage_timings, templates_of
from antigone.casework.searches.requests import ProbePhotograph, SearchRequest
from antigone.casework.searches.session import SearchSession
from antigone.casework.searches.warnings import basis_warnings, gallery_warnings, probe_warnings
from antigone.engine.errors import AntigoneError

__all__ = ["run_search", "run_searches"]

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scope:
    """Where a request looks: galleries by name, and subject keys where a filter was given."""

    galleries: tuple[Gallery, ...]
    subjects: list[int] | None


def run_search(session: SearchSession, request: SearchRequest, *, by: Actor, clock: Clock = timezone.now) -> Search:
    """One search, answered and frozen.

    Raises StateError for an expired case or an unknown gallery, PhotographError where no photograph could be read.
    """
    (_, outcome), *_ = run_searches(session, [request], by=by, clock=clock)
    if isinstance(outcome, AntigoneError):
        raise outcome
    return outcome


def run_searches(
    session: SearchSession, requests: Iterable[SearchRequest], *, by: Actor, clock: Clock = timezone.now
) -> Iterator[tuple[SearchRequest, Search | AntigoneError]]:
    """Many searches, each answered and frozen before it is given out, in order; one that fails stops no other.

    requests: drawn from as the work goes on, some dozen photographs ahead.
    """
    group: list[ReadProbe] = []
    for (request, photograph), reading in session.read(_items(requests)):
        group.append(ReadProbe(name=photograph.name, reading=reading))
        if len(group) == len(request.photographs):
            yield request, _answered(session, request, group, by=by, now=clock())
            group = []


def _items(
    requests: Iterable[SearchRequest],
) -> Iterator[tuple[tuple[SearchRequest, ProbePhotograph], PhotographItem]]:
    for request in requests:
        for photograph in request.photographs:
            yield (request, photograph), photograph.item()


def _answered(
    session: SearchSession, request: SearchRequest, probes: list[ReadProbe], *, by: Actor, now: datetime
) -> Search | AntigoneError:
    try:
        return _search(session, request, probes, by=by, now=now)
    except AntigoneError as error:
        forget_unused(probes)
        return error


def _search(
    session: SearchSession, request: SearchRequest, probes: list[ReadProbe], *, by: Actor, now: datetime
) -> Search:
    require_searchable(request.case, today=now.date())
    require_readable(probes)
    began = time.perf_counter()
    scope = _scope(request, by=by, now=now)
    answer = _answer(session, request, scope, templates_of(probes))
    index = milliseconds_since(began)
    with transaction.atomic():
        search = _freeze(session, request, scope, answer, by=by, now=now)
        for order, probe in enumerate(probes):
            fields = probe_fields(order, probe, recogniser=session.recogniser, by=by)
            SearchProbe.objects.create(search=search, **fields)
        search.warnings = _warnings(session, request, scope, answer, probes)
        search.timings = {**stage_timings(probes), "index": index}
        search.timings["total"] = stage_total(probes) + milliseconds_since(began)
        search.save(update_fields=["warnings", "timings"])
        record(_event(search, request, len(probes), answer), by=by)
    return search


def _scope(request: SearchRequest, *, by: Actor, now: datetime) -> _Scope:
    named = tuple(gallery_by_name(by, name) for name in dict.fromkeys(request.galleries))
    galleries = named or tuple(galleries_of(by))
    subjects = None
    if request.where:
        subjects = subjects_matching(by, galleries=galleries, where=parse_where(request.where), on=now.date())
    return _Scope(galleries=galleries, subjects=subjects)
