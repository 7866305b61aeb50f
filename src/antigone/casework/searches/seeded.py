"""A search with a gallery's own photograph, frozen as any other: its answer is known."""

from dataclasses import dataclass
from datetime import datetime

from antigone.casework.audit import Actor
from antigone.casework.cases.models import Case
from antigone.casework.galleries.models import Gallery, Reference
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.comparing import CandidateList, SearchAnswer
from antigone.casework.searches.freezing import act_fields, freeze_candidates, frozen_galleries
from antigone.casework.searches.models import Search, SearchProbe

__all__ = ["SeededSearch", "freeze_seeded_search"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SeededSearch:
    """What was searched and found. probe: the reference whose photograph is the probe; it was left out of the search.

    top: how many candidates were asked for; strangers are not cut.
    """

    probe: Reference
    gallery: Gallery
    recogniser: Recogniser
    answer: SearchAnswer
    found: CandidateList
    top: int


def freeze_seeded_search(seeded: SeededSearch, *, case: Case, by: Actor, now: datetime) -> Search:
    """Written in the caller's transaction, whose event says so: it is no search of a case, and is not logged as one."""
    search = Search.objects.create(
        **act_fields(seeded.recogniser, case, by=by, now=now),
        outcome=seeded.found.outcome.value,
        settings={"top": seeded.top, "strangers": None, "where": ""},
        galleries=frozen_galleries([seeded.gallery], seeded.answer.galleries),
        index_change=seeded.answer.index_change,
        subjects=seeded.found.subjects,
        references=seeded.found.references,
        cut=seeded.found.cut,
    )
    SearchProbe.objects.create(
        search=search,
        order=0,
        file_name="",
        photograph=seeded.probe.photograph,
        face=seeded.probe.face,
        template=seeded.probe.entry.template,
        faces_found=1,
        quality=None if seeded.probe.face is None else seeded.probe.face.quality,
    )
    freeze_candidates(search, seeded.found)
    return search
