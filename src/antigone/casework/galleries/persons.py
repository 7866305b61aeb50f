"""What is said of a subject: kept, completed by later rows, never silently changed."""

import json
from collections.abc import Collection
from dataclasses import fields
from datetime import date

from antigone.casework.galleries.models import Gallery, Subject
from antigone.casework.galleries.sources import SubjectFacts
from antigone.engine.errors import SourceError

__all__ = ["FIELDS", "Subjects", "described_as", "facts_of"]

FIELDS = tuple(field.name for field in fields(SubjectFacts))


class Subjects:
    """Some subjects of a gallery, found together and settled one by one, inside the caller's transaction.

    Whoever holds the gallery's lock is the only one who adds subjects to it.
    """

    def __init__(self, *, gallery: Gallery, identifiers: Collection[str]) -> None:
        self._gallery = gallery
        self._new: list[Subject] = []
        self._known = {subject.identifier: subject for subject in gallery.subjects.filter(identifier__in=identifiers)}

    def settle(self, facts: SubjectFacts) -> Subject:
        """The subject of that identifier, new and not kept before `keep`, or completed by what the facts add.

        Raises SourceError where the gallery says something else of the person.
        """
        subject = self._known.get(facts.identifier)
        if subject is None:
            values = {field: getattr(facts, field) for field in FIELDS}
            subject = self._known[facts.identifier] = Subject(gallery=self._gallery, **values)
            self._new.append(subject)
        else:
            self._complete(subject, facts)
        return subject

    def keep(self) -> None:
        """Keep those that are new."""
        Subject.objects.bulk_create(self._new)
        self._new.clear()

    def _complete(self, subject: Subject, facts: SubjectFacts) -> None:
        known = facts_of(subject)
        wrong = known.contradictions(facts)
        if wrong:
            raise SourceError(
                f"Subject {facts.identifier} has another {wrong[0]} in gallery {self._gallery.name}.",
                advice="If it is another person, give another identifier; if it is the same, correct the source.",
            )
        completed = known.filled_from(facts)
        changed = [field for field in FIELDS if getattr(completed, field) != getattr(known, field)]
        for field in changed:
            setattr(subject, field, getattr(completed, field))
        if changed and subject.pk is not None:
            subject.save(update_fields=changed)


def facts_of(subject: Subject) -> SubjectFacts:
    """What the gallery says of a person."""
    return SubjectFacts(**{field: getattr(subject, field) for field in FIELDS})


def described_as(subject: Subject) -> str:
    """All that is said of the person as one text, the same for the same facts: what the audit log commits to."""
    values = {field: getattr(subject, field) for field in FIELDS}
    said = {name: str(value) if isinstance(value, date) else value for name, value in values.items()}
    return json.dumps(said, ensure_ascii=False, sort_keys=True)
