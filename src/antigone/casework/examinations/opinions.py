"""Writing and signing the sheets of a list."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from antigone.casework.accounts.policy import require
from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Actor, commitment, record, writing
from antigone.casework.audit.canonical import canonical_json
from antigone.casework.examinations.access import (
    candidate_at,
    own_assignment,
    present_candidates,
    require_at_work,
    require_notes_locked,
)
from antigone.casework.examinations.components import Conclusion, outcome_of
from antigone.casework.examinations.entries import SheetEntry
from antigone.casework.examinations.events import OpinionLocked, OpinionRevised, ScoresRevealed
from antigone.casework.examinations.models import Assignment, Opinion
from antigone.casework.examinations.resolving import reopen_if_changed, settle_if_complete
from antigone.casework.searches.seen import note_view
from antigone.engine.errors import StateError, UsageError

__all__ = ["finish_list", "lock_opinion", "revise_opinion", "save_draft"]

Clock = Callable[[], datetime]


def save_draft(
    *, assignment: UUID, position: int, entry: SheetEntry, by: Actor, clock: Clock = timezone.now
) -> Opinion:
    """Keep what is filled in so far, blanks and all; the draft before is replaced. No event: nothing is said yet.

    Raises StateError before the notes are locked, and once the sheet is.
    """
    require(by, Right.EXAMINE)
    with writing():
        own, candidate = _open_sheet(by, assignment, position)
        return _draft(own, candidate, entry, now=clock())


def lock_opinion(
    *, assignment: UUID, position: int, by: Actor, entry: SheetEntry | None = None, clock: Clock = timezone.now
) -> Opinion:
    """Sign the sheet as given, or its draft; with the last one of the list, scores and ranks are shown.

    Raises UsageError that names what is blank, StateError where it is signed already.
    """
    require(by, Right.EXAMINE)
    with writing():
        own, candidate = _open_sheet(by, assignment, position)
        draft = own.opinions.filter(candidate_id=candidate).first()
        if entry is None:
            entry = entry_of(draft) if draft is not None else SheetEntry()
        conclusion = _signed_conclusion(entry)
        opinion = _draft(own, candidate, entry, now=clock())
        opinion.locked, opinion.outcome = True, outcome_of(conclusion)
        opinion.save(update_fields=["locked", "outcome"])
        record(OpinionLocked(assignment=own.id, candidate=candidate, content=_content(own, entry)), by=by)
        _complete_if_done(own, by=by, now=clock())
    return opinion


def revise_opinion(
    *, assignment: UUID, position: int, entry: SheetEntry, reason: str, by: Actor, clock: Clock = timezone.now
) -> Opinion:
    """Another signed version beside those there are. After the scores were shown it is marked as not blind; where its
    outcome is another than before, the candidate goes to a supervisor.

    Raises UsageError for blanks and without a reason, StateError where the sheet is not signed yet.
    """
    require(by, Right.EXAMINE)
    if not reason.strip():
        raise UsageError(_("Say why the opinion is changed."))
    conclusion = _signed_conclusion(entry)
    with writing():
        own = own_assignment(by, assignment)
        candidate = candidate_at(own, position)
        last = own.opinions.filter(candidate_id=candidate).last()
        if last is None or not last.locked:
            raise StateError(_("This sheet is not signed yet: there is nothing to revise."))
        opinion = Opinion.objects.create(
            assignment=own,
            candidate_id=candidate,
            version=last.version + 1,
            locked=True,
            outcome=outcome_of(conclusion),
            reason=reason.strip(),
            after_scores=own.completed_at is not None,
            at=clock(),
            **entry.to_json(),
        )
        event = OpinionRevised(
            assignment=own.id,
            candidate=candidate,
            version=opinion.version,
            after_scores=opinion.after_scores,
            content=_content(own, entry),
        )
        record(event, by=by)
        if opinion.outcome != last.outcome:
            reopen_if_changed(own.examination, candidate, by=by, now=clock())
    return opinion


def finish_list(*, assignment: UUID, by: Actor, clock: Clock = timezone.now) -> None:
    """Complete a list of which nothing is left to examine, because the last of its people were erased.

    Raises StateError where a sheet is still to be signed.
    """
    require(by, Right.EXAMINE)
    with writing():
        own = own_assignment(by, assignment)
        require_notes_locked(own)
        require_at_work(own)
        _complete_if_done(own, by=by, now=clock())
        if own.completed_at is None:
            raise StateError(_("There are still sheets to sign."))


def entry_of(opinion: Opinion) -> SheetEntry:
    """A stored version as a value."""
    document = {"findings": opinion.findings, "conclusion": opinion.conclusion, "remark": opinion.remark}
    return SheetEntry.from_json(document)


def unsigned(own: Assignment) -> set[int]:
    """Keys of the candidates that are there and have no signed sheet."""
    signed = own.opinions.filter(locked=True).values_list("candidate_id", flat=True)
    return present_candidates(own) - set(signed)


def _open_sheet(by: Actor, assignment: UUID, position: int) -> tuple[Assignment, int]:
    own = own_assignment(by, assignment)
    require_notes_locked(own)
    require_at_work(own)
    candidate = candidate_at(own, position)
    if candidate not in present_candidates(own):
        raise StateError(_("This person has been erased from the gallery: there is nothing to examine."))
    if own.opinions.filter(candidate_id=candidate, locked=True).exists():
        raise StateError(_("This sheet is signed."), advice=_("Write a new version, with a reason."))
    return own, candidate


def _draft(own: Assignment, candidate: int, entry: SheetEntry, *, now: datetime) -> Opinion:
    opinion, _created = Opinion.objects.update_or_create(
        assignment=own, candidate_id=candidate, version=1, defaults={**entry.to_json(), "at": now}
    )
    return opinion


def _signed_conclusion(entry: SheetEntry) -> Conclusion:
    missing = entry.missing()
    if missing or entry.conclusion is None:
        raise UsageError(_("These are still blank: %(parts)s.") % {"parts": ", ".join(missing)})
    return entry.conclusion


def _complete_if_done(own: Assignment, *, by: Actor, now: datetime) -> None:
    if unsigned(own):
        return
    own.completed_at = now
    own.save(update_fields=["completed_at"])
    search = own.examination.search
    note_view(search=search, by=by, now=now)
    record(ScoresRevealed(assignment=own.id, search=search.id), by=by)
    settle_if_complete(own.examination, by=by, now=now)


def _content(own: Assignment, entry: SheetEntry) -> str:
    return commitment(owner=own.examination.search_id, value=canonical_json(entry.to_json()))
