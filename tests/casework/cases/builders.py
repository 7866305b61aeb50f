"""Cases of an agency with people, photographs of noise, and a reader that sees faces in them without models."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from typing import TypeVar
from zipfile import ZipFile

import pytest

from antigone.casework.accounts.models import Agency, User
from antigone.casework.accounts.roles import Role
from antigone.casework.audit import Actor, Door
from antigone.casework.cases.models import Case, CaseKind
from antigone.casework.cases.services import CaseRequest, open_case
from antigone.casework.recognition.reading import PhotographItem, Reading
from antigone.casework.recognition.serving import OpenReader
from antigone.engine.errors import NoFaceFound
from antigone.engine.imaging import read_image
from antigone.engine.types import Extraction, LandmarkSource
from builders.people import person
from builders.pictures import encoded, noise
from casework.evidence.builders import face, quality
from casework.galleries.builders import invented_template, recogniser

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
FOR_LONG = date(2099, 1, 1)
NAMED_WITHOUT_FACE = "no face"
Tag = TypeVar("Tag")


def actor(of: Agency, *roles: Role, name: str = "") -> Actor:
    return person(of, *roles, name=name).actor(Door.WEB)


def case_of(opener: User | Actor, *, kind: CaseKind = CaseKind.DECEASED, number: str = "UA-7", **said: object) -> Case:
    by = opener.actor(Door.WEB) if isinstance(opener, User) else opener
    mandate = "Warrant 3" if kind is CaseKind.CUSTODY else ""
    texts = {"authority": "Prosecutor", "purpose": "Identification", "legal_basis": "Order 7", "mandate": mandate}
    fields = {"expires_on": FOR_LONG, **texts, **said}
    return open_case(request=CaseRequest(number=number, kind=kind, **fields), by=by, now=NOON)  # type: ignore[arg-type]


def picture(seed: int = 1) -> bytes:
    """A photograph file; another one for each seed."""
    return encoded(noise(96, 64, seed=seed), "PNG")


def zipped(**members: bytes) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def see(items: Iterable[tuple[Tag, PhotographItem]]) -> Iterator[tuple[Tag, Reading]]:
    """Two faces, the first meant unless another is named; one as drawn where a hand drew; none by the file's name."""
    for tag, item in items:
        facts = read_image(item.load, name=item.name).facts  # type: ignore[arg-type]
        if item.name.startswith(NAMED_WITHOUT_FACE) and not item.choice.by_hand:
            yield tag, Reading(facts=facts, outcome=NoFaceFound(item.name, "no face was found"))
            continue
        faces = (face(10.0), face(50.0))
        if item.choice.by_hand:
            faces = (face(30.0, by=LandmarkSource.HAND),)
        near = item.choice.near
        chosen = min(range(len(faces)), key=lambda at: abs(faces[at].box.x - near.x)) if near else 0
        extraction = Extraction(
            facts=facts,
            faces=faces,
            chosen=chosen,
            quality=quality(),
            template=invented_template(facts.sha256.encode()),
        )
        yield tag, Reading(facts=facts, outcome=extraction)


@pytest.fixture
def seeing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs read with `see`; pages cut faces as its recogniser does."""
    opened = OpenReader(recogniser=recogniser(), read=see)
    monkeypatch.setattr("antigone.casework.cases.tasks.open_reader", lambda: opened)
    monkeypatch.setattr("antigone.web.cases.faces.open_recogniser", lambda *_: recogniser())
