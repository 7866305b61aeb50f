"""The photographs that an open case is searched with, without anybody choosing them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from antigone.casework.cases.models import Case, CasePhotograph, ReadingState
from antigone.casework.cases.policy import require_searchable
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.searches.known import as_probe, as_probe_again
from antigone.casework.searches.models import Search, SearchProbe
from antigone.casework.searches.probes import KnownProbe
from antigone.casework.searches.requests import AnyPhotograph
from antigone.engine.errors import StateError

__all__ = ["CasePerson", "Mark", "person_of", "photographs_in_use"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Which face of which photograph a search takes, and what is done to it first.

    face: None where it is told by reading the photograph, which every reading tells alike.
    """

    photograph: UUID | None
    recipe: str
    face: int | None

    def is_of(self, probe: SearchProbe) -> bool:
        """Whether a frozen probe is this one."""
        recipe = probe.recipe["asked"] if probe.recipe else ""
        return (self.photograph, self.recipe) == (probe.photograph_id, recipe) and self.face in {None, probe.face_id}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CasePerson:
    """The person of a case. photographs: all in use, in their order. faceless: names of those known to show no face.

    marks: of the photographs, by which an earlier search of the same is known; None where one was not read since
    somebody said anew which face is meant.
    """

    case: Case
    photographs: tuple[AnyPhotograph, ...]
    marks: tuple[Mark, ...] | None
    faceless: tuple[str, ...] = ()

    def is_asked_by(self, search: Search) -> bool:
        """Whether the search was made with the same photographs."""
        probes = [probe for probe in search.probes.all() if probe.face_id is not None]
        if self.marks is None or len(probes) != len(self.marks):
            return False
        return all(any(mark.is_of(probe) for probe in probes) for mark in self.marks)


def photographs_in_use(cases: Sequence[Case]) -> dict[UUID, list[CasePhotograph]]:
    """Of each case that was ever given photographs those in use, by the case's id."""
    kept = CasePhotograph.objects.select_related("photograph", "face").filter(case__in=cases)
    found: dict[UUID, list[CasePhotograph]] = defaultdict(list)
    for photograph in kept:
        in_use = found[photograph.case_id]
        if photograph.withdrawn_at is None:
            in_use.append(photograph)
    return found


def person_of(case: Case, in_use: list[CasePhotograph] | None, *, recogniser: Recogniser, today: date) -> CasePerson:
    """The case's photographs in use; of a case that was given none, those it was last searched with.

    in_use: as `photographs_in_use` gives them. Raises StateError where the case may not be searched, or with nothing.
    """
    require_searchable(case, today=today)
    person = _as_last_searched(case, recogniser) if in_use is None else _as_given(case, in_use, recogniser)
    if person.photographs:
        return person
    if person.faceless:
        raise StateError("No face was found in its photographs.", advice="Draw it by hand.")
    raise StateError("It has no photograph in use.", advice="Search with one, or add it to the case.")


def _as_given(case: Case, in_use: list[CasePhotograph], recogniser: Recogniser) -> CasePerson:
    hopeless = {ReadingState.NO_FACE, ReadingState.REFUSED}
    usable = [photograph for photograph in in_use if photograph.reading not in hopeless]
    photographs = tuple(as_probe(photograph, recogniser) for photograph in usable)
    marks = tuple(
        Mark(
            photograph=photograph.photograph_id,
            recipe=photograph.recipe,
            face=photograph.face_id if isinstance(probe, KnownProbe) else None,
        )
        for photograph, probe in zip(usable, photographs, strict=True)
    )
    settled = all(photograph.reading == ReadingState.READ for photograph in usable)
    return CasePerson(
        case=case,
        photographs=photographs,
        marks=marks if settled else None,
        faceless=tuple(photograph.file_name for photograph in in_use if photograph.reading in hopeless),
    )


def _as_last_searched(case: Case, recogniser: Recogniser) -> CasePerson:
    """A search made without intake: the command line's. One without a face tells nothing, so the last that had one."""
    searches = Search.objects.filter(case=case).order_by("-done_at")
    last = searches.filter(probes__face__isnull=False).first() or searches.first()
    probes = [] if last is None else list(last.probes.select_related("photograph", "face", "template"))
    usable = [probe for probe in probes if probe.face is not None]
    photographs = tuple(as_probe_again(probe, recogniser) for probe in usable)
    marks = tuple(
        Mark(
            photograph=probe.photograph_id,
            recipe=probe.recipe["asked"] if probe.recipe else "",
            face=probe.face_id if isinstance(photograph, KnownProbe) else None,
        )
        for probe, photograph in zip(usable, photographs, strict=True)
    )
    return CasePerson(
        case=case,
        photographs=photographs,
        marks=marks,
        faceless=tuple(probe.file_name for probe in probes if probe.face is None),
    )
