"""Writing the notes on the probe."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from antigone.casework.accounts.policy import require
from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Actor, commitment, record, writing
from antigone.casework.audit.canonical import canonical_json
from antigone.casework.examinations.access import own_assignment, require_at_work, require_notes_locked
from antigone.casework.examinations.entries import NotesEntry
from antigone.casework.examinations.events import NotesLocked, NotesRevised
from antigone.casework.examinations.models import Assignment, ProbeNotes
from antigone.engine.errors import StateError, UsageError

__all__ = ["lock_notes", "revise_notes", "save_notes_draft"]

Clock = Callable[[], datetime]


def save_notes_draft(*, assignment: UUID, entry: NotesEntry, by: Actor, clock: Clock = timezone.now) -> ProbeNotes:
    """Keep what is written so far, blanks and all; the draft before is replaced. No event: nothing is said yet."""
    require(by, Right.EXAMINE)
    with writing():
        own = own_assignment(by, assignment)
        _require_unlocked(own)
        return _draft(own, entry, now=clock())


def lock_notes(
    *, assignment: UUID, by: Actor, entry: NotesEntry | None = None, clock: Clock = timezone.now
) -> ProbeNotes:
    """Lock the notes as given, or the draft; the candidates appear from now on.

    Raises UsageError that names what is blank, StateError where they are locked already.
    """
    require(by, Right.EXAMINE)
    with writing():
        own = own_assignment(by, assignment)
        _require_unlocked(own)
        notes = _draft(own, entry, now=clock()) if entry is not None else own.notes.first()
        _require_complete(entry_of(notes) if notes is not None else NotesEntry())
        if notes is None:
            raise StateError(_("There are no notes to lock."))
        notes.locked, notes.at = True, clock()
        notes.save(update_fields=["locked", "at"])
        own.notes_locked_at = clock()
        own.save(update_fields=["notes_locked_at"])
        record(NotesLocked(assignment=own.id, content=_content(own, notes)), by=by)
    return notes


def revise_notes(
    *, assignment: UUID, entry: NotesEntry, reason: str, by: Actor, clock: Clock = timezone.now
) -> ProbeNotes:
    """Another version beside those there are. Raises UsageError for blanks and without a reason, StateError as long
    as the first is not locked, and once the list is completed."""
    require(by, Right.EXAMINE)
    if not reason.strip():
        raise UsageError(_("Say why the notes are changed."))
    _require_complete(entry)
    with writing():
        own = own_assignment(by, assignment)
        require_notes_locked(own)
        require_at_work(own)
        last = own.notes.last()
        version = 1 if last is None else last.version + 1
        notes = ProbeNotes.objects.create(
            assignment=own, version=version, locked=True, reason=reason.strip(), at=clock(), **entry.to_json()
        )
        record(NotesRevised(assignment=own.id, version=version, content=_content(own, notes)), by=by)
    return notes


def entry_of(notes: ProbeNotes) -> NotesEntry:
    """A stored version as a value."""
    return NotesEntry.from_json({"components": notes.components, "limits": notes.limits, "remark": notes.remark})


def _draft(own: Assignment, entry: NotesEntry, *, now: datetime) -> ProbeNotes:
    notes, _created = ProbeNotes.objects.update_or_create(
        assignment=own, version=1, defaults={**entry.to_json(), "at": now}
    )
    return notes


def _require_unlocked(own: Assignment) -> None:
    if own.notes_locked_at is not None:
        raise StateError(_("The probe notes are locked."), advice=_("Write a new version, with a reason."))


def _require_complete(entry: NotesEntry) -> None:
    missing = entry.missing()
    if missing:
        raise UsageError(_("These are still blank: %(parts)s.") % {"parts": ", ".join(missing)})


def _content(own: Assignment, notes: ProbeNotes) -> str:
    text = canonical_json(entry_of(notes).to_json())
    return commitment(owner=own.examination.search_id, value=text)
