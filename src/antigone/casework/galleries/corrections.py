"""What is said of a person, put right by hand."""

from typing import Any

from django.utils.translation import gettext as _

from antigone.casework.accounts.policy import require
from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Actor, commitment, record, writing
from antigone.casework.galleries.events import SubjectCorrected
from antigone.casework.galleries.models import Subject
from antigone.casework.galleries.persons import FIELDS, described_as
from antigone.casework.galleries.sources import SubjectFacts
from antigone.engine.errors import UsageError

__all__ = ["correct_subject"]


def correct_subject(*, subject: Subject, facts: SubjectFacts, by: Actor) -> list[str]:
    """Say of the person what the facts say, empty where they say nothing; gives the names of the fields that changed.

    Candidate lists keep what they said when they were made. Raises Forbidden, UsageError for no label, for a span that
    has one end or ends before it begins, and for another identifier, which is what tells this person from all others.
    """
    require(by, Right.WRITE_GALLERIES)
    if facts.identifier != subject.identifier or not facts.label.strip():
        raise UsageError(_("A person keeps their identifier and has a name."))
    if not _is_span(facts.born_from, facts.born_to) or not _is_span(facts.age_min, facts.age_max):
        raise UsageError(_("A span has a first and a last end, in this order."))
    changed = [field for field in FIELDS if getattr(subject, field) != getattr(facts, field)]
    if not changed:
        return []
    with writing():
        for field in changed:
            setattr(subject, field, getattr(facts, field))
        subject.save(update_fields=changed)
        event = SubjectCorrected(
            subject=subject.uuid,
            gallery=subject.gallery.uuid,
            fields=", ".join(changed),
            described_as=commitment(owner=subject.uuid, value=described_as(subject)),
        )
        record(event, by=by)
    return changed


def _is_span(first: Any, last: Any) -> bool:
    return first is last is None or (first is not None and last is not None and first <= last)
