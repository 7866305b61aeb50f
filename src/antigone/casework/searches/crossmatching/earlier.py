"""Searches that have been made already: the same question, put to the same state of the galleries."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.searches.crossmatching.persons import CasePerson
from antigone.casework.searches.models import Outcome, Search

__all__ = ["searched_before"]


def searched_before(
    persons: Sequence[CasePerson],
    *,
    settings: Mapping[str, object],
    galleries: Sequence[Mapping[str, object]],
    recogniser: Recogniser,
) -> dict[UUID, Search]:
    """By case, the last list of those that a search would give again.

    settings, galleries: as a frozen search has them.
    """
    by_case = {person.case.pk: person for person in persons}
    state = _state(galleries)
    made = Search.objects.filter(
        case__in=by_case,
        recogniser_sha256=recogniser.identity.sha256,
        calibration_sha256=recogniser.calibration_sha256,
        cohort_sha256=recogniser.cohort_sha256,
    ).exclude(outcome=Outcome.NO_FACE)
    return {
        search.case_id: search
        for search in made.select_related("case").prefetch_related("probes").order_by("done_at")
        if search.settings == settings
        and _state(search.galleries) == state
        and by_case[search.case_id].is_asked_by(search)
    }


def _state(galleries: Sequence[Mapping[str, object]]) -> frozenset[tuple[object, object]]:
    """Which galleries as of which of their changes: as long as it is the same, so are the people in them."""
    return frozenset((gallery["uuid"], gallery["change"]) for gallery in galleries)
