"""Making a list whose answer is known, out of a gallery's own photographs, by the search engine itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
from django.db.models import Count
from django.utils.translation import gettext as _

from antigone.casework.accounts.models import User
from antigone.casework.audit import Actor, record, writing
from antigone.casework.cases.seeded import open_seeded_case
from antigone.casework.examinations.assigning import Draw, assign
from antigone.casework.examinations.drawing import drawn_below
from antigone.casework.examinations.events import KnownAnswerSeeded
from antigone.casework.examinations.models import Assignment, Examination, KnownAnswer, Seat
from antigone.casework.galleries.models import Reference, Subject
from antigone.casework.recognition.bridge import Recogniser, stored_vectors
from antigone.casework.recognition.comparing import GallerySearcher, SearchQuestion, Tier
from antigone.casework.searches.models import FrozenCandidate, Search
from antigone.casework.searches.seeded import SeededSearch, freeze_seeded_search
from antigone.engine.errors import StateError
from antigone.engine.types import LandmarkSource, Template

__all__ = ["ListMaker", "make_list"]

_ATTEMPTS = 12
_LENGTHS_REMEMBERED = 50
_USUAL_LENGTH = 5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ListMaker:
    """What a worker searches with."""

    recogniser: Recogniser
    searcher: GallerySearcher


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Drawn:
    """Whose photograph is the probe, and whether they may be on the list; all by the seed."""

    probe: Reference
    mate_present: bool
    top: int


def make_list(maker: ListMaker, *, examiner: UUID, seed: str, by: Actor, now: datetime) -> KnownAnswer:
    """A list of one photograph against its own gallery, given to the examiner as any other.

    The photograph is left out of the search; half of the lists leave out all of its person. Its length is that of a
    list of a case, drawn among the last. Done twice with one seed it gives the list there is.
    Raises StateError where no gallery of the agency has a person with two photographs.
    """
    made = KnownAnswer.objects.filter(seed=seed).first()
    if made is not None:
        return made
    person = User.objects.get(pk=examiner)
    for drawn in _draws(maker.recogniser, person, seed):
        seeded = _searched(maker, drawn)
        if seeded is not None:
            return _given(seeded, drawn, examiner=person, seed=seed, by=by, now=now)
    raise StateError(_("No list with a known answer could be made: too few people have two photographs here."))


def _draws(recogniser: Recogniser, examiner: User, seed: str) -> Iterator[_Drawn]:
    """One attempt after the other: a mate need not be near enough to be listed."""
    usable = Reference.objects.filter(
        subject__gallery__agency=examiner.agency_id,
        photograph__isnull=False,
        face__isnull=False,
        entry__recogniser_sha256=recogniser.identity.sha256,
        entry__erased__isnull=True,
    )
    counted = usable.values("subject").annotate(photographs=Count("pk")).filter(photographs__gte=2)
    subjects = sorted(counted.values_list("subject", flat=True))
    mate_present = drawn_below(seed, 2, purpose="mate present") == 0
    for attempt in range(_ATTEMPTS if subjects else 0):
        subject = subjects[drawn_below(seed, len(subjects), purpose=f"subject {attempt}")]
        of_subject = usable.filter(subject=subject).select_related("photograph", "face", "entry", "subject__gallery")
        shown_before = of_subject.filter(known_answers__examination__assignments__examiner=examiner)
        references = list(of_subject.exclude(pk__in=shown_before.values("pk")).order_by("pk"))
        if references:
            probe = references[drawn_below(seed, len(references), purpose=f"photograph {attempt}")]
            yield _Drawn(probe=probe, mate_present=mate_present, top=_length(examiner, seed))


def _length(examiner: User, seed: str) -> int:
    """As long as one of the agency's last lists, so that length does not tell."""
    real = Assignment.objects.filter(examiner__agency=examiner.agency_id, examination__search__case__seeded=False)
    lengths = [
        len(order) for order in real.order_by("-assigned_at").values_list("order", flat=True)[:_LENGTHS_REMEMBERED]
    ]
    return lengths[drawn_below(seed, len(lengths), purpose="length")] if lengths else _USUAL_LENGTH


def _searched(maker: ListMaker, drawn: _Drawn) -> SeededSearch | None:
    """None where the list is not what was drawn: the mate is not on it, or there is nobody else."""
    gallery, subject = drawn.probe.subject.gallery, drawn.probe.subject
    left_out = {drawn.probe.entry_id} if drawn.mate_present else _entries(subject)
    question = SearchQuestion(
        probes=(_template(drawn.probe, maker.recogniser),),
        galleries=frozenset({gallery.pk}),
        subjects=None,
        top=drawn.top,
        strangers=None,
        tier=Tier.LIVING,
        leave_out=frozenset(left_out),
    )
    answer = maker.searcher.search(question)
    found = answer.found
    if found is None or not found.candidates:
        return None
    if drawn.mate_present != any(candidate.subject == subject.pk for candidate in found.candidates):
        return None
    return SeededSearch(
        probe=drawn.probe,
        gallery=gallery,
        recogniser=maker.recogniser,
        answer=answer,
        found=found,
        top=drawn.top,
    )


def _entries(subject: Subject) -> set[int]:
    return set(subject.references.values_list("entry", flat=True))


def _template(reference: Reference, recogniser: Recogniser) -> Template:
    stored = reference.entry.template
    if stored is None:
        raise StateError(_("The photograph that was drawn has been erased meanwhile."))
    vector = stored_vectors([stored.vector], recogniser.template_length)[0].astype(np.float32)
    return Template(
        vector=vector / np.linalg.norm(vector),
        recogniser=recogniser.identity,
        landmarks_by=LandmarkSource(stored.landmarks_by),
    )


def _given(seeded: SeededSearch, drawn: _Drawn, *, examiner: User, seed: str, by: Actor, now: datetime) -> KnownAnswer:
    with writing():
        case = open_seeded_case(agency=examiner.agency_id, by=by, now=now)
        search = freeze_seeded_search(seeded, case=case, by=by, now=now)
        examination = Examination.objects.create(search=search, opened_by_id=by.user, opened_at=now, seats=1)
        known = KnownAnswer.objects.create(
            examination=examination,
            mate=_mate(search, drawn),
            mate_present=drawn.mate_present,
            probe_reference=drawn.probe,
            seed=seed,
        )
        event = KnownAnswerSeeded(
            examination=examination.id,
            search=search.id,
            examiner=examiner.id,
            gallery=seeded.gallery.uuid,
            mate_present=drawn.mate_present,
            seed=seed,
        )
        record(event, by=by)
        assign(examination, examiner=examiner, seat=Seat.FIRST, draw=Draw(seed=seed), by=by, now=now)
    return known


def _mate(search: Search, drawn: _Drawn) -> FrozenCandidate | None:
    if not drawn.mate_present:
        return None
    return FrozenCandidate.objects.filter(search=search, subject_key=drawn.probe.subject_id).first()
