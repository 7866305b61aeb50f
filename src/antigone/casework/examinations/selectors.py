"""What an examiner reads: their own lists, and nothing that would tell more than the photographs do.

Nobody else's notes, opinions or order are fetched here, and no score or rank before the viewer has signed every sheet
of the list. What a supervisor reads is in `oversight`.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from antigone.casework.audit import Actor
from antigone.casework.evidence.models import Photograph
from antigone.casework.examinations.access import (
    candidate_at,
    own_assignment,
    own_assignments,
    present_candidates,
    references_shown,
    require_notes_locked,
)
from antigone.casework.examinations.entries import SheetEntry
from antigone.casework.examinations.models import Assignment, Opinion
from antigone.casework.examinations.opinions import unsigned
from antigone.casework.examinations.showing import (
    candidate_pictures,
    notes_view,
    opinion_view,
    probe_pictures,
    probe_rows,
)
from antigone.casework.examinations.views import AssignmentView, CandidateLine, ListView, ScoredView, SheetView
from antigone.casework.searches.models import FrozenCandidate
from antigone.engine.errors import NotFound

__all__ = ["assignments_of", "candidate_photograph", "list_of", "probe_photograph", "sheet_of"]


def assignments_of(viewer: Actor) -> tuple[AssignmentView, ...]:
    """The viewer's lists by number, those to be done and those completed; the given back are gone.

    By number, not by time: a list whose answer is known is not to be told by when it came.
    """
    return tuple(_assignment(row) for row in own_assignments(viewer).prefetch_related("opinions"))


def list_of(viewer: Actor, assignment: UUID) -> ListView:
    """One of the viewer's lists. Its candidates appear once the notes are locked. Raises NotFound."""
    own = own_assignment(viewer, assignment)
    return ListView(
        assignment=_assignment(own),
        probes=probe_pictures(own),
        notes=tuple(notes_view(row) for row in own.notes.all()),
        candidates=_lines(own) if own.notes_locked_at is not None else (),
        can_finish=own.notes_locked_at is not None and own.completed_at is None and not unsigned(own),
    )


def sheet_of(viewer: Actor, assignment: UUID, position: int) -> SheetView:
    """One candidate of the viewer's list beside the probe.

    Raises NotFound for another's list and a position that it has not, StateError before the notes are locked.
    """
    own = own_assignment(viewer, assignment)
    require_notes_locked(own)
    candidate = candidate_at(own, position)
    opinions = tuple(opinion_view(row) for row in own.opinions.filter(candidate_id=candidate))
    return SheetView(
        assignment=_assignment(own),
        position=position,
        erased=candidate not in present_candidates(own),
        probes=probe_pictures(own),
        pictures=candidate_pictures(own, candidate),
        notes=notes_view(own.notes.filter(locked=True).latest("version")),
        opinions=opinions,
        missing=(opinions[-1].entry if opinions else SheetEntry()).missing(),
        scored=_scored(own).get(candidate),
    )


def probe_photograph(viewer: Actor, assignment: UUID, index: int) -> Photograph:
    """The probe's picture of that index in the views. Raises NotFound."""
    rows = probe_rows(own_assignment(viewer, assignment))
    return _at([row.photograph for row in rows], index)


def candidate_photograph(viewer: Actor, assignment: UUID, position: int, index: int) -> Photograph:
    """The candidate's picture of that index in the views. Raises NotFound, StateError before the notes are locked."""
    own = own_assignment(viewer, assignment)
    require_notes_locked(own)
    return _at([row.photograph for row in references_shown(own, candidate_at(own, position))], index)


def _at(photographs: list[Photograph | None], index: int) -> Photograph:
    found = photographs[index] if 0 <= index < len(photographs) else None
    if found is None:
        raise NotFound(_("There is no such photograph."))
    return found


def _assignment(row: Assignment) -> AssignmentView:
    signed = {opinion.candidate_id for opinion in row.opinions.all() if opinion.locked}
    return AssignmentView(
        id=row.id,
        number=row.number,
        state=row.state,
        assigned_on=row.assigned_at.date(),
        candidates=len(row.order),
        locked=len(signed),
        completed_at=row.completed_at,
    )


def _lines(own: Assignment) -> tuple[CandidateLine, ...]:
    last = _last_opinions(own)
    there, scored = present_candidates(own), _scored(own)
    return tuple(
        _line(position, last.get(candidate, {}), scored.get(candidate), erased=candidate not in there)
        for position, candidate in enumerate(own.order, start=1)
    )


def _last_opinions(own: Assignment) -> Mapping[int, dict[str, Opinion]]:
    """By candidate: the `draft` and the last `locked` version, where there is one."""
    found: dict[int, dict[str, Opinion]] = {}
    for opinion in own.opinions.all():
        found.setdefault(opinion.candidate_id, {})["locked" if opinion.locked else "draft"] = opinion
    return found


def _line(position: int, opinions: Mapping[str, Opinion], scored: ScoredView | None, *, erased: bool) -> CandidateLine:
    signed = opinion_view(opinions["locked"]) if "locked" in opinions else None
    return CandidateLine(
        position=position,
        erased=erased,
        started=bool(opinions),
        locked=signed is not None,
        conclusion=None if signed is None else signed.conclusion,
        outcome=None if signed is None else signed.outcome,
        scored=scored,
    )


def _scored(own: Assignment) -> dict[int, ScoredView]:
    """By candidate, once the list is completed; before, nothing is asked of the database."""
    if own.completed_at is None:
        return {}
    rows = FrozenCandidate.objects.filter(pk__in=own.order).select_related("particulars")
    return {row.pk: scored_view(row) for row in rows}


def scored_view(row: FrozenCandidate) -> ScoredView:
    """A candidate with its figures."""
    # The reverse side of a one-to-one raises an AttributeError where there is none.
    particulars: Any = getattr(row, "particulars", None)
    return ScoredView(
        rank=row.rank,
        score=row.score,
        ranking_score=row.ranking_score,
        figures=row.figures,
        label=getattr(particulars, "label", ""),
        identifier=getattr(particulars, "identifier", ""),
        gallery=getattr(particulars, "gallery", ""),
    )
