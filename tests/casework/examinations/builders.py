"""A list to examine: a case, an enrolled gallery, a search by its registrar, and examiners."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from uuid import UUID

from antigone.casework.accounts.models import User
from antigone.casework.accounts.roles import Role
from antigone.casework.audit import Actor, Door
from antigone.casework.cases.models import Case, CaseMembership
from antigone.casework.examinations.components import Component, Conclusion, Finding, Limit
from antigone.casework.examinations.entries import ComponentFinding, ComponentNote, NotesEntry, SheetEntry
from antigone.casework.examinations.models import Assignment, Examination, Seat
from antigone.casework.examinations.services import lock_notes, lock_opinion, open_examination
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.searches.models import FrozenCandidate, ScoredListView, Search
from antigone.casework.searches.services import run_search
from builders.people import person
from casework.galleries.builders import operator
from casework.recognition.builders import recogniser
from casework.searches.builders import NOON, case, enrol, photograph, request, session

PEOPLE = ("Anna", "Borys", "Chen", "Dana")


def now() -> datetime:
    return NOON


def seeds(start: int = 0) -> Callable[[], str]:
    """Seeds that can be foreseen: `seed 0`, `seed 1`, ..."""
    numbers = count(start)
    return lambda: f"seed {next(numbers)}"


@dataclass(kw_only=True)
class Bench:
    """An agency at work. by: the home's operator; registrar: a member of the case."""

    folder: Path
    home: Path
    of: Recogniser
    by: Actor
    case: Case
    registrar: Actor
    users: dict[str, User] = field(default_factory=dict)

    def examiner(self, name: str, *roles: Role) -> Actor:
        """An active examiner of the agency; roles beside that."""
        user = person(self.case.agency, Role.EXAMINER, *roles, name=name)
        self.users[name] = user
        return user.actor(Door.WEB)

    def supervisor(self, name: str = "supervisor") -> Actor:
        user = person(self.case.agency, Role.SUPERVISOR, name=name)
        return user.actor(Door.WEB)

    def search(self, content: str = "Anna found", *, name: str = "probe.jpg", of: Recogniser | None = None) -> Search:
        """A search whose scores nobody has seen."""
        found = run_search(
            session(self.home, of or self.of, self.by),
            request(self.case, photograph(self.folder, content, name=name), strangers=None),
            by=self.by,
            clock=now,
        )
        ScoredListView.objects.filter(search=found).delete()
        return found

    def opened(self, search: Search | None = None, *, first: UUID | None = None, start: int = 0) -> Examination:
        found = search or self.search()
        return open_examination(search=found.id, by=self.registrar, first=first, clock=now, seeds=seeds(start))


def bench(tmp_path: Path, home: Path, *people: str) -> Bench:
    """A gallery `missing` of these people, one photograph each, and a case with its registrar."""
    by, of = operator(), recogniser()
    enrol(tmp_path / "given", *(people or PEOPLE), of=of, by=by)
    unknown = case(by)
    registrar = person(unknown.agency, Role.REGISTRAR)
    CaseMembership.objects.create(case=unknown, user=registrar, added_by_id=by.user, added_at=NOON)
    return Bench(folder=tmp_path, home=home, of=of, by=by, case=unknown, registrar=registrar.actor(Door.WEB))


def actor_of(examination: Examination, seat: Seat) -> tuple[Actor, Assignment]:
    assignment = Assignment.objects.get(examination=examination, seat=seat, declined_at=None)
    return assignment.examiner.actor(Door.WEB), assignment


def full_notes(**changes: ComponentNote | None) -> NotesEntry:
    notes = {part: ComponentNote(text=f"{part.value} as seen") for part in Component}
    return NotesEntry(components=_changed(notes, changes), limits=frozenset({Limit.POSE}))


def full_sheet(conclusion: int | None = 2, *, remark: str = "", **changes: ComponentFinding | None) -> SheetEntry:
    findings = {part: ComponentFinding(finding=Finding.SIMILAR) for part in Component}
    return SheetEntry(
        findings=_changed(findings, changes),
        conclusion=None if conclusion is None else Conclusion(conclusion),
        remark=remark,
    )


def _changed(values: dict, changes: Mapping[str, object]) -> dict:  # type: ignore[type-arg]
    for name, value in changes.items():
        values[Component(name)] = value
    return {part: value for part, value in values.items() if value is not None}


def with_notes(examination: Examination, seat: Seat = Seat.FIRST) -> tuple[Actor, Assignment]:
    """The seat's examiner, their notes locked."""
    examiner, assignment = actor_of(examination, seat)
    lock_notes(assignment=assignment.id, entry=full_notes(), by=examiner, clock=now)
    assignment.refresh_from_db()
    return examiner, assignment


def position_of(assignment: Assignment, label: str) -> int:
    key = FrozenCandidate.objects.get(pk__in=assignment.order, particulars__label=label).pk
    return int(assignment.order.index(key)) + 1


def complete(
    examination: Examination, seat: Seat, *, default: int = -2, remark: str = "", **conclusions: int
) -> tuple[Actor, Assignment]:
    """All sheets signed: by label, everybody else `default`."""
    examiner, assignment = with_notes(examination, seat)
    labels = dict(FrozenCandidate.objects.filter(pk__in=assignment.order).values_list("pk", "particulars__label"))
    for position, key in enumerate(assignment.order, start=1):
        entry = full_sheet(conclusions.get(labels[key], default), remark=remark)
        lock_opinion(assignment=assignment.id, position=position, entry=entry, by=examiner, clock=now)
    assignment.refresh_from_db()
    examination.refresh_from_db()
    return examiner, assignment
