"""N:N: persons against each other, out of the lists that each has among all."""

from collections.abc import Mapping
from dataclasses import dataclass

from antigone.engine.identification.results import Candidate, CandidateList
from antigone.engine.scoring import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two persons, by their subjects, who look more alike than strangers would. Figures as in Candidate.

    first_entry, second_entry: of each the reference that scored highest with the other's probes.
    expected_strangers: among those who were compared, for each of the two by the one that expects more.
    """

    first: int
    second: int
    first_entry: int
    second_entry: int
    score: float
    ranking_score: float | None
    false_match_rate: Estimate | None
    expected_strangers: Estimate | None


def mutual_pairs(lists: Mapping[int, CandidateList]) -> list[Pair]:
    """Who stands on each other's list, fewest expected strangers first; without a calibration by score.

    lists: of each person, by their own subject, among the others (`Person.own`). Both ask the same question, of other
    probes; the figures are those of the answer that makes less of the pair.
    """
    listed = {one: {each.subject: each for each in found.candidates} for one, found in lists.items()}
    pairs = [
        _pair(first, second, there=there, back=listed[second][first])
        for first, candidates in listed.items()
        for second, there in candidates.items()
        if first < second and first in listed.get(second, {})
    ]
    return sorted(pairs, key=lambda pair: (_strangers(pair), -pair.score, pair.first, pair.second))


def _pair(first: int, second: int, *, there: Candidate, back: Candidate) -> Pair:
    weaker = max(there, back, key=lambda each: (_strangers(each), -each.score))
    return Pair(
        first=first,
        second=second,
        first_entry=back.entry,
        second_entry=there.entry,
        score=weaker.score,
        ranking_score=weaker.ranking_score,
        false_match_rate=weaker.false_match_rate,
        expected_strangers=weaker.expected_strangers,
    )


def _strangers(judged: Candidate | Pair) -> float:
    return judged.expected_strangers.value if judged.expected_strangers is not None else 0.0
