"""How often an examiner is wrong, from the lists whose answer is known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

import scipy
from django.utils.translation import gettext as _

from antigone.casework.accounts.models import User
from antigone.casework.accounts.policy import holds
from antigone.casework.accounts.roles import RIGHTS, Right, Role
from antigone.casework.audit import Actor
from antigone.casework.examinations.components import CandidateOutcome
from antigone.casework.examinations.models import Assignment, KnownAnswer, Opinion
from antigone.engine.errors import NotFound

__all__ = ["ErrorRates", "Rate", "error_rates", "error_rates_of_agency"]

_TAIL = 0.025


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """count of total, with the exact (Clopper-Pearson) 95 % interval; low 0 and high 1 where total is 0."""

    count: int
    total: int
    low: float
    high: float

    @property
    def value(self) -> float | None:
        """The share; None where nothing was counted."""
        return self.count / self.total if self.total else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorRates:
    """An examiner's work on completed lists whose answer is known; their blind opinions alone count.

    lists: mate_present + mate_absent. misses: mates found to be no candidate; undecided: mates left inconclusive; both
    of the mates that are still in the gallery. false_candidates: others found to be potential candidates, of all
    others. absent_lists_with_candidate: lists without the person on which somebody was found a potential candidate.
    """

    examiner: UUID
    name: str
    lists: int
    mate_present: int
    mate_absent: int
    misses: Rate
    undecided: Rate
    false_candidates: Rate
    absent_lists_with_candidate: Rate


def error_rates(viewer: Actor, examiner: UUID) -> ErrorRates:
    """An examiner's rates, for those of the agency who may see them and for the examiner alone. Raises NotFound."""
    person = User.objects.filter(pk=examiner, agency=viewer.agency).first()
    if person is None or not (holds(viewer, Right.SEE_ERROR_RATES) or person.id == viewer.user):
        raise NotFound(_("There are no error rates of that person for you to see."))
    return _rates(person)


def error_rates_of_agency(viewer: Actor) -> tuple[ErrorRates, ...]:
    """Those of every examiner of the agency, by name; nothing without the right to see them."""
    if not holds(viewer, Right.SEE_ERROR_RATES):
        return ()
    roles = [role.value for role in Role if Right.EXAMINE in RIGHTS[role]]
    people = User.objects.filter(agency=viewer.agency, is_active=True, roles_held__role__in=roles)
    return tuple(_rates(person) for person in people.distinct().order_by("display_name"))


def rate(count: int, total: int) -> Rate:
    """Clopper and Pearson 1934, by quantiles of the beta distribution."""
    low = float(scipy.special.betaincinv(count, total - count + 1, _TAIL)) if count else 0.0
    high = float(scipy.special.betaincinv(count + 1, total - count, 1 - _TAIL)) if count < total else 1.0
    return Rate(count=count, total=total, low=low, high=high)


def _rates(person: User) -> ErrorRates:
    rows = Assignment.objects.filter(
        examiner=person, declined_at=None, completed_at__isnull=False, examination__known_answer__isnull=False
    )
    lists = list(rows.select_related("examination__known_answer"))
    mates: list[str] = []
    others: list[str] = []
    false_lists = 0
    for assignment in lists:
        known = assignment.examination.known_answer
        of_mate, of_others = _told_apart(known, _blind(assignment))
        mates += of_mate
        others += of_others
        false_lists += not known.mate_present and CandidateOutcome.POTENTIAL in of_others
    present = sum(assignment.examination.known_answer.mate_present for assignment in lists)
    return ErrorRates(
        examiner=person.id,
        name=person.display_name,
        lists=len(lists),
        mate_present=present,
        mate_absent=len(lists) - present,
        misses=_share(mates, CandidateOutcome.NOT),
        undecided=_share(mates, CandidateOutcome.INCONCLUSIVE),
        false_candidates=_share(others, CandidateOutcome.POTENTIAL),
        absent_lists_with_candidate=rate(false_lists, len(lists) - present),
    )


def _blind(assignment: Assignment) -> Iterable[Opinion]:
    """The last version of each sheet that was signed before the scores were shown."""
    rows = assignment.opinions.filter(locked=True, after_scores=False)
    return {row.candidate_id: row for row in rows}.values()


def _told_apart(known: KnownAnswer, opinions: Iterable[Opinion]) -> tuple[list[str], list[str]]:
    """Outcomes of the mate, one or none, and of the others."""
    of_mate: list[str] = []
    of_others: list[str] = []
    for opinion in opinions:
        (of_mate if opinion.candidate_id == known.mate_id else of_others).append(opinion.outcome)
    return of_mate, of_others


def _share(outcomes: Sequence[str], word: CandidateOutcome) -> Rate:
    return rate(outcomes.count(word.value), len(outcomes))
