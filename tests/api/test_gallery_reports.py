"""What an enrolment refused, and people put right, through the API."""

from pathlib import Path

import pytest
from django.utils import timezone

from antigone.casework.accounts.models import Agency
from antigone.casework.accounts.roles import Role
from antigone.casework.galleries.models import BasisKind, EnrolmentRun, Gallery, Refusal, Subject
from builders.calls import Program, program
from builders.people import person
from casework.galleries.builders import operator
from casework.recognition.builders import recogniser
from casework.searches.builders import enrol

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(tmp_path: Path, antigone_home: Path) -> Program:
    enrol(tmp_path / "given", "Anna", of=recogniser(), by=operator())
    return program(person(Agency.objects.get(), Role.GALLERY_MANAGER))


def test_refusals_come_in_pages_with_their_reasons(manager: Program) -> None:
    gallery = Gallery.objects.get()
    by = gallery.runs.get().started_by
    run = EnrolmentRun.objects.create(
        gallery=gallery,
        started_by=by,
        basis_kind=BasisKind.FAMILY,
        source="a.zip",
        started_at=timezone.now(),
        refused=3,
    )
    for number in range(3):
        Refusal.objects.create(run=run, item_name=f"{number}.jpg", code="no_face", reason="No face was found.")
    at = f"/galleries/{gallery.uuid}/enrolments"
    assert [one["refused"] for one in manager.get(at).json()["items"]] == [3, 0]
    page = manager.get(f"{at}/{run.id}/refusals?limit=2").json()
    assert [one["item_name"] for one in page["items"]] == ["0.jpg", "1.jpg"]
    assert (page["count"], page["items"][0]["reason"]) == (3, "No face was found.")
    assert manager.get(page["next"].partition("/api/v1")[2]).json()["items"][0]["item_name"] == "2.jpg"
    other = Gallery.objects.create(name="other", agency=gallery.agency)
    assert manager.get(f"/galleries/{other.uuid}/enrolments/{run.id}").status_code == 404


def test_a_person_is_put_right_field_by_field(manager: Program) -> None:
    subject = Subject.objects.get()
    at = f"/galleries/{subject.gallery.uuid}/subjects/{subject.uuid}"
    said = manager("PATCH", at, {"label": "Anna Müller", "born_from": "1980-01-01", "born_to": "1980-12-31"})
    assert said.status_code == 200, said.content
    subject.refresh_from_db()
    assert (subject.label, str(subject.born_to), subject.identifier) == ("Anna Müller", "1980-12-31", "Anna")
    manager("PATCH", at, {"place": "Kyiv"})
    subject.refresh_from_db()
    assert (subject.label, subject.place) == ("Anna Müller", "Kyiv")


@pytest.mark.parametrize(
    "wrong",
    [
        {"label": ""},
        {"label": None},
        {"sex": "unknown"},
        {"age_min": 30},
        {"age_min": 40, "age_max": 30},
        {"born_from": "1980-12-31", "born_to": "1980-01-01"},
    ],
)
def test_what_cannot_be_said_of_a_person_changes_nothing(manager: Program, wrong: dict[str, object]) -> None:
    subject = Subject.objects.get()
    refused = manager("PATCH", f"/galleries/{subject.gallery.uuid}/subjects/{subject.uuid}", wrong)
    assert refused.status_code in {400, 422}, refused.content
    subject.refresh_from_db()
    assert (subject.label, subject.age_min, subject.born_from) == ("Anna", None, None)
