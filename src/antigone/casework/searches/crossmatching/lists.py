"""Cases against galleries: each list is a search of its case, frozen and logged as one."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.utils import timezone

from antigone.casework.accounts.policy import require
from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Actor, writing
from antigone.casework.cases.models import Case
from antigone.casework.cases.policy import require_searchable
from antigone.casework.cases.selectors import case_by_id
from antigone.casework.cases.waiting import open_cases
from antigone.casework.evidence.locks import home_in_use
from antigone.casework.galleries.models import Gallery
from antigone.casework.galleries.selectors import galleries_named
from antigone.casework.recognition.comparing import SearchAnswer, SearchQuestion
from antigone.casework.searches.crossmatching.earlier import searched_before
from antigone.casework.searches.crossmatching.orders import CrossmatchOrder
from antigone.casework.searches.crossmatching.persons import CasePerson, person_of, photographs_in_use
from antigone.casework.searches.freezing import frozen_galleries
from antigone.casework.searches.keeping import Answered, keep_search
from antigone.casework.searches.models import Search
from antigone.casework.searches.probes import AnyProbe, milliseconds_since, require_readable, templates_of
from antigone.casework.searches.session import SearchSession
from antigone.casework.searches.tiers import tier_of
from antigone.casework.searches.warnings import not_used
from antigone.engine.errors import AntigoneError, StateError
from antigone.engine.types import Template

__all__ = ["NotSearched", "Searched", "SearchedPerson", "count_cases", "search_cases"]

TOGETHER = 256
"""Cases that share a pass over the galleries. A run that is broken off has lost no more than these."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SearchedPerson:
    """The person of a case that was searched. templates, files: of the photographs that show a face, in their order."""

    case: UUID
    number: str
    templates: tuple[Template, ...]
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Searched:
    """A case's list. earlier: it was there, for the same photographs and the same state of the galleries."""

    search: Search
    person: SearchedPerson
    earlier: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSearched:
    """An open case that could not be searched, and why, as a sentence."""

    number: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Ready:
    """A case with its probes, of which one at least has a template."""

    person: CasePerson
    probes: tuple[AnyProbe, ...]

    @property
    def searched(self) -> SearchedPerson:
        """What is left of it once its list is frozen."""
        case = self.person.case
        return SearchedPerson(
            case=case.pk,
            number=case.number,
            templates=templates_of(self.probes),
            files=tuple(probe.name for probe in self.probes if probe.template is not None),
        )


def count_cases(by: Actor) -> int:
    """The open cases that a run looks at."""
    return open_cases(by).count()


def search_cases(
    session: SearchSession, order: CrossmatchOrder, *, by: Actor, clock: Callable[[], datetime] = timezone.now
) -> Iterator[Searched | NotSearched]:
    """Every open case that the actor sees, by number, each given out once its list is frozen.

    A case that has a list of the same photographs and the same state of the galleries gets no other, so a run that was
    broken off goes on. Raises Forbidden, NotFound for a gallery that is none of theirs.
    """
    require(by, Right.SEARCH)
    run = _Run(session=session, order=order, galleries=galleries_named(by, order.galleries), by=by, clock=clock)
    cases: list[UUID] = list(open_cases(by).order_by("number").values_list("pk", flat=True))
    for start in range(0, len(cases), TOGETHER):
        with home_in_use():
            yield from run.search(cases[start : start + TOGETHER])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Run:
    session: SearchSession
    order: CrossmatchOrder
    galleries: tuple[Gallery, ...]
    by: Actor
    clock: Callable[[], datetime]

    def search(self, keys: Sequence[UUID]) -> Iterator[Searched | NotSearched]:
        """A portion of the cases; those that are gone or closed meanwhile are passed over."""
        cases = list(open_cases(self.by).filter(pk__in=keys).order_by("number"))
        persons = self._persons(cases)
        ready = self._ready([one for one in persons.values() if isinstance(one, CasePerson)])
        earlier = self._earlier([one.person for one in ready.values() if isinstance(one, _Ready)])
        new = [one for pk, one in ready.items() if isinstance(one, _Ready) and pk not in earlier]
        answers = self._answers(new)
        for case in cases:
            found = ready.get(case.pk, persons[case.pk])
            if isinstance(found, AntigoneError):
                yield NotSearched(number=case.number, reason=found.diagnostics())
            elif isinstance(found, _Ready) and case.pk in earlier:
                yield Searched(search=earlier[case.pk], person=found.searched, earlier=True)
            elif isinstance(found, _Ready):
                yield self._kept(found, *answers[case.pk])

    def _persons(self, cases: Sequence[Case]) -> dict[UUID, CasePerson | AntigoneError]:
        given, today = photographs_in_use(cases), self.clock().date()
        found: dict[UUID, CasePerson | AntigoneError] = {}
        for case in cases:
            try:
                found[case.pk] = person_of(case, given.get(case.pk), recogniser=self.session.recogniser, today=today)
            except AntigoneError as error:
                found[case.pk] = error
        return found

    def _ready(self, persons: Sequence[CasePerson]) -> dict[UUID, _Ready | AntigoneError]:
        """Templates come from the store; a photograph that has none there of this recogniser is read."""
        probes = iter(self.session.probes_of([each for person in persons for each in person.photographs]))
        found: dict[UUID, _Ready | AntigoneError] = {}
        for person in persons:
            of_person = tuple(next(probes) for _ in person.photographs)
            try:
                require_readable(of_person)
                if not templates_of(of_person):
                    raise StateError("No face was found in its photographs.", advice="Draw it by hand.")
                found[person.case.pk] = _Ready(person=person, probes=of_person)
            except AntigoneError as error:
                found[person.case.pk] = error
        return found

    def _earlier(self, persons: Sequence[CasePerson]) -> dict[UUID, Search]:
        holdings = self.session.searcher.holdings([gallery.pk for gallery in self.galleries])
        return searched_before(
            persons,
            settings=self.order.settings,
            galleries=frozen_galleries(self.galleries, holdings),
            recogniser=self.session.recogniser,
        )

    def _answers(self, ready: Sequence[_Ready]) -> dict[UUID, tuple[SearchAnswer, float]]:
        """With each answer the milliseconds that were its share of the pass."""
        began = time.perf_counter()
        answers = self.session.searcher.search_each(
            [
                SearchQuestion(
                    probes=templates_of(one.probes),
                    galleries=frozenset(gallery.pk for gallery in self.galleries),
                    subjects=None,
                    top=self.order.top,
                    strangers=self.order.strangers,
                    tier=tier_of(one.person.case),
                )
                for one in ready
            ]
        )
        share = milliseconds_since(began) / max(1, len(ready))
        return {one.person.case.pk: (answer, share) for one, answer in zip(ready, answers, strict=True)}

    def _kept(self, ready: _Ready, answer: SearchAnswer, share: float) -> Searched | NotSearched:
        person, now = ready.person, self.clock()
        answered = Answered(
            request=self.order.request(person),
            probes=ready.probes,
            galleries=self.galleries,
            answer=answer,
            index=share,
            warnings=tuple(not_used(person.faceless)),
        )
        try:
            with writing():
                # Others work while a run goes on: the case may have been erased, closed or taken from the actor.
                require_searchable(case_by_id(self.by, person.case.pk), today=now.date())
                search = keep_search(
                    answered, recogniser=self.session.recogniser, identity=uuid4(), by=self.by, now=now
                )
        except AntigoneError as error:
            return NotSearched(number=person.case.number, reason=error.diagnostics())
        return Searched(search=search, person=ready.searched, earlier=False)
