"""Searches without models: a photograph's bytes name a person, and its template is that person's, a little off."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

import numpy as np

from antigone.casework.audit import Actor
from antigone.casework.cases.faces import read_faces
from antigone.casework.cases.models import BodyClass, Case, CaseKind, CasePhotograph
from antigone.casework.cases.services import CaseRequest, open_case
from antigone.casework.evidence.services import register_photograph
from antigone.casework.galleries.enrolment import EnrolmentOrder, open_enrolment
from antigone.casework.galleries.models import BasisKind
from antigone.casework.galleries.outcomes import Enrolled
from antigone.casework.galleries.provenance import Basis
from antigone.casework.galleries.sources import open_source
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.comparing import GallerySearcher
from antigone.casework.recognition.reading import PhotographItem, Reading, Timings
from antigone.casework.recognition.serving import OpenReader
from antigone.casework.searches.requests import ProbePhotograph, SearchRequest
from antigone.casework.searches.session import SearchSession
from antigone.engine.errors import DamagedImage, NoFaceFound
from antigone.engine.types import AppliedRecipe, Extraction, FloatArray
from builders.calibrations import LENGTH
from casework.evidence.builders import face, quality, stored_facts
from casework.galleries.builders import put
from casework.recognition.builders import template

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
Tag = TypeVar("Tag")


def vector(person: str, picture: str) -> FloatArray:
    """A direction of the person's own, and a tenth of one of the picture's."""
    own = np.random.default_rng(list(person.encode())).standard_normal(LENGTH)
    other = np.random.default_rng(list(f"{person} {picture}".encode())).standard_normal(LENGTH)
    mixed = own / np.linalg.norm(own) + 0.1 * other / np.linalg.norm(other)
    return np.asarray(mixed / np.linalg.norm(mixed), dtype=np.float32)


class Reader:
    """Reads `person picture`; `no-face` has none and `damaged` is no picture at all. steps: of every recipe."""

    def __init__(self, of: Recogniser, *, steps: str = "") -> None:
        self._of = of
        self.steps = steps

    def __call__(self, items: Iterable[tuple[Tag, PhotographItem]]) -> Iterator[tuple[Tag, Reading]]:
        for tag, item in items:
            yield tag, self._read(item)

    def _read(self, item: PhotographItem) -> Reading:
        data = item.load if isinstance(item.load, bytes) else item.load.read_bytes()
        if data.startswith(b"damaged"):
            return Reading(facts=None, outcome=DamagedImage(item.name, "the JPEG picture is cut off or corrupt"))
        facts = stored_facts(data, name=item.name)
        if data.startswith(b"no-face"):
            return Reading(facts=facts, outcome=NoFaceFound(item.name, "no face was found", advice="Draw it."))
        person, _, picture = data.decode().partition(" ")
        extraction = Extraction(
            facts=facts,
            faces=(face(10.0), face(50.0)),
            chosen=0,
            quality=replace(quality(), components={"inter_eye_distance_px": 45.5, "sharpness": 0.1}),
            template=template(vector(person, picture), of=self._of),
            warnings=("2 faces; the largest was taken.",),
            recipe=item.recipe and AppliedRecipe(asked=item.recipe.text, steps=self.steps, chips_sha256="c" * 64),
        )
        return Reading(facts=facts, outcome=extraction, timings=Timings(decode=1.0, detect=2.0, embed=3.0))


class CountingReader(Reader):
    """Knows which photographs it was given."""

    def __init__(self, of: Recogniser) -> None:
        super().__init__(of)
        self.names: list[str] = []

    def __call__(self, items: Iterator[tuple[object, PhotographItem]]) -> Iterator[tuple[object, Reading]]:  # type: ignore[override]
        for tag, item in items:
            self.names.append(item.name)
            yield from super().__call__([(tag, item)])


def session(home: Path, of: Recogniser, by: Actor) -> SearchSession:
    searcher = GallerySearcher(home=home, recogniser=of, by=by)
    return SearchSession(recogniser=of, searcher=searcher, read=Reader(of))


def enrol(folder: Path, *people: str, of: Recogniser, by: Actor, gallery: str = "missing") -> None:
    """One photograph of each person, whose bytes are `person enrolled`."""
    put(folder, **{f"{person}__1": f"{person} enrolled".encode() for person in people})
    order = EnrolmentOrder(gallery=gallery, basis=Basis(kind=BasisKind.FAMILY), source="a folder")
    with open_source(folder) as source, open_enrolment(order=order, recogniser=of, by=by) as enrolment:
        outcomes = list(enrolment.enrol(source.items(), Reader(of)))
    assert all(isinstance(outcome, Enrolled) for outcome in outcomes)


def case(
    by: Actor,
    number: str = "UA-1",
    *,
    expires_on: date = date(2027, 1, 1),
    kind: CaseKind = CaseKind.DECEASED,
    body_class: BodyClass | None = None,
) -> Case:
    request = CaseRequest(
        number=number,
        kind=kind,
        body_class=body_class,
        authority="Prosecutor",
        purpose="Identification",
        legal_basis="Order 7",
        expires_on=expires_on,
    )
    return open_case(request=request, by=by, now=datetime(2026, 1, 1, tzinfo=UTC))


def photograph(folder: Path, content: str, *, name: str = "probe.jpg") -> ProbePhotograph:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content.encode())
    return ProbePhotograph(path=path, name=name)


def request(of: Case, *photographs: ProbePhotograph, **asked: object) -> SearchRequest:
    return SearchRequest(case=of, photographs=photographs, **asked)  # type: ignore[arg-type]


def case_photograph(
    of: Case, content: str, *, by: Actor, name: str = "probe.jpg", read_with: Recogniser | None = None
) -> CasePhotograph:
    """A photograph as intake takes it in; read_with: and read, its template kept."""
    original = register_photograph(facts=stored_facts(content.encode(), name=name), by=by)
    taken = CasePhotograph.objects.create(
        case=of, photograph=original, file_name=name, added_by_id=by.user, added_at=NOON
    )
    if read_with is not None:
        read_faces(taken, OpenReader(recogniser=read_with, read=Reader(read_with)))
    return taken
