"""A search that was answered, written down with its event in one step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from antigone.casework.audit import Actor, Door, commitment, record, writing
from antigone.casework.galleries.models import Gallery
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.comparing import SearchAnswer
from antigone.casework.searches.events import SearchRun
from antigone.casework.searches.freezing import act_fields, freeze_candidates, frozen_galleries
from antigone.casework.searches.models import Outcome, Search, SearchProbe
from antigone.casework.searches.probes import AnyProbe, probe_fields, stage_timings
from antigone.casework.searches.requests import SearchRequest
from antigone.casework.searches.seen import note_view
from antigone.casework.searches.warnings import basis_warnings, gallery_warnings, probe_warnings

__all__ = ["Answered", "keep_search"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answered:
    """What was asked and what came back. galleries: that were searched. index: milliseconds that it took.

    warnings: sentences besides those that every search has.
    """

    request: SearchRequest
    probes: Sequence[AnyProbe]
    galleries: Sequence[Gallery]
    answer: SearchAnswer
    index: float
    warnings: tuple[str, ...] = ()


def keep_search(answered: Answered, *, recogniser: Recogniser, identity: UUID, by: Actor, now: datetime) -> Search:
    """Probes registered, the list frozen and the act logged. identity: the search's."""
    request, answer, found = answered.request, answered.answer, answered.answer.found
    timings = {**stage_timings(answered.probes), "index": answered.index}
    search = Search(
        id=identity,
        **act_fields(recogniser, request.case, by=by, now=now),
        outcome=found.outcome.value if found else Outcome.NO_FACE,
        settings=request.settings,
        galleries=frozen_galleries(answered.galleries, answer.galleries),
        index_change=answer.index_change,
        subjects=found.subjects if found else 0,
        references=found.references if found else 0,
        cut=found.cut if found else 0,
        warnings=[*_warnings(answered, recogniser)],
        timings={**timings, "total": sum(timings.values())},
    )
    with writing():
        search.save(force_insert=True)
        for order, probe in enumerate(answered.probes):
            SearchProbe.objects.create(search=search, **probe_fields(order, probe, recogniser=recogniser, by=by))
        if found is not None:
            freeze_candidates(search, found)
        if by.door is Door.CLI:
            note_view(search=search, by=by, now=search.done_at)  # the command line shows what it has made
        record(_event(search, probes=len(answered.probes), candidates=len(found.candidates) if found else 0), by=by)
    return search


def _warnings(answered: Answered, recogniser: Recogniser) -> list[str]:
    found = answered.answer.found
    return [
        *probe_warnings(answered.probes),
        *answered.warnings,
        *gallery_warnings(recogniser, answered.galleries, answered.answer.galleries),
        *(found.warnings if found else ()),
        *basis_warnings(recogniser, answered.request.case),
    ]


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
