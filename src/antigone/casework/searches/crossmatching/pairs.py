"""Cases against cases: perhaps one person lies in two of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import uuid4

from antigone.casework.accounts.policy import require
from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Actor, record, writing
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.crossmatching import Pair, Persons
from antigone.casework.searches.crossmatching.lists import SearchedPerson
from antigone.casework.searches.crossmatching.orders import CrossmatchOrder
from antigone.casework.searches.events import CasesCompared, CasesPaired

__all__ = ["CasePair", "compare_cases"]

PAIRS_AT_ONCE = 50
"""Events of so many pairs are written in one transaction, for which others wait."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CasePair:
    """Two cases whose persons look more alike than strangers would.

    files: of each the photograph that scored highest with the other's.
    """

    persons: tuple[SearchedPerson, SearchedPerson]
    files: tuple[str, str]
    figures: Pair


def compare_cases(
    persons: Sequence[SearchedPerson],
    order: CrossmatchOrder,
    *,
    recogniser: Recogniser,
    by: Actor,
    progress: Callable[[int], object] = lambda _: None,
) -> list[CasePair]:
    """Each with each, as if one were searched for among the others; those of least expected strangers first.

    A pair is listed where each stands on the other's list, which ends as the order says, and logged before it is
    given out. persons: of cases that were searched just now. progress: told how many more are done. Raises Forbidden.
    """
    require(by, Right.SEARCH)
    together = Persons(
        persons=[person.templates for person in persons],
        recogniser=recogniser,
        top=order.top,
        strangers=order.strangers,
    )
    for count in together.compare():
        progress(count)
    files = [name for person in persons for name in person.files]
    pairs = [
        CasePair(
            persons=(persons[pair.first], persons[pair.second]),
            files=(files[pair.first_entry], files[pair.second_entry]),
            figures=pair,
        )
        for pair in together.pairs()
    ]
    _log(pairs, compared=len(persons), order=order, recogniser=recogniser, by=by)
    return pairs


def _log(
    pairs: Sequence[CasePair], *, compared: int, order: CrossmatchOrder, recogniser: Recogniser, by: Actor
) -> None:
    """The act, and in the log of each case of a pair that the other stands beside it."""
    run = uuid4()
    event = CasesCompared(
        run=run,
        cases=compared,
        pairs=len(pairs),
        recogniser_sha256=recogniser.identity.sha256,
        calibration_sha256=recogniser.calibration_sha256,
        strangers="off" if order.strangers is None else f"{order.strangers:g}",
    )
    with writing():
        record(event, by=by)
    for start in range(0, len(pairs), PAIRS_AT_ONCE):
        with writing():
            for pair in pairs[start : start + PAIRS_AT_ONCE]:
                first, second = (person.case for person in pair.persons)
                record(CasesPaired(run=run, case=first, other=second), by=by)
                record(CasesPaired(run=run, case=second, other=first), by=by)
