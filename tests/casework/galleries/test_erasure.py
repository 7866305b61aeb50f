"""Erasure: what goes, what stays, and what the receipt says."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from antigone.casework.audit import Actor
from antigone.casework.audit.models import Event, Salt
from antigone.casework.evidence.models import DetectedFace, Photograph
from antigone.casework.evidence.selectors import originals_folder
from antigone.casework.evidence.storage import stored_hashes
from antigone.casework.galleries.models import EnrolmentRun, Gallery, Reference, Refusal, Subject
from antigone.casework.galleries.services import erase_gallery, erase_subject
from antigone.casework.recognition.models import IndexEntry, StoredTemplate
from antigone.engine.errors import StateError
from casework.galleries.builders import NO_FACE, enrol_folder, enrolling, operator, put

pytestmark = pytest.mark.django_db(transaction=True)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def by() -> Actor:
    return operator()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return put(tmp_path / "given", Anna__1=b"only Anna's", Anna__2=b"shared", Borys__1=b"shared", Borys__2=b"B2")


def test_a_person_goes_and_the_others_stay(folder: Path, by: Actor) -> None:
    enrol_folder(folder, by=by)
    anna = Subject.objects.get(identifier="Anna")
    own = anna.references.get(file_name="Anna/1.jpg").photograph
    uuid, key = anna.uuid, anna.pk
    receipt = erase_subject(subject=anna, by=by, clock=lambda: NOON)
    last = Event.objects.order_by("seq").last()
    assert receipt.document == {
        "receipt": str(receipt.id),
        "kind": "subject",
        "about": str(uuid),
        "erased_at": "2026-03-01T12:00:00+00:00",
        "subjects": 1,
        "references": 2,
        "photographs_destroyed": 1,
        "photographs_kept": 1,
        "cache_pictures": 0,
        "templates": 1,
        "index_entries": 2,
        "list_entries_blanked": 0,
        "refusals": 0,
        "salts_destroyed": 2,
        "audit_event": last.seq,
    }
    assert (receipt.kind, receipt.about, receipt.completed_at) == ("subject", uuid, None)
    assert last.name == "galleries.subject.erased"
    assert not Salt.objects.filter(owner__in=[uuid, own.id]).exists()
    assert set(Reference.objects.values_list("file_name", flat=True)) == {"Borys/1.jpg", "Borys/2.jpg"}
    assert list(stored_hashes(originals_folder())) == sorted(Photograph.objects.values_list("sha256", flat=True))
    assert Photograph.objects.count() == StoredTemplate.objects.count() == 2
    assert set(IndexEntry.objects.filter(erased__isnull=False).values_list("subject_key", flat=True)) == {key}
    assert DetectedFace.objects.exclude(photograph__in=Photograph.objects.all()).count() == 0


def test_what_was_refused_for_a_person_goes_with_them(folder: Path, by: Actor) -> None:
    enrol_folder(put(folder, Anna__3=NO_FACE, Borys__3=NO_FACE), by=by)
    erase_subject(subject=Subject.objects.get(identifier="Anna"), by=by)
    assert [refusal.item_name for refusal in Refusal.objects.all()] == ["Borys/3.jpg"]


def test_an_erased_person_may_be_enrolled_anew_under_another_key(folder: Path, by: Actor) -> None:
    enrol_folder(folder, by=by)
    anna = Subject.objects.get(identifier="Anna")
    key = anna.pk
    erase_subject(subject=anna, by=by)
    enrol_folder(folder, by=by)
    assert Subject.objects.get(identifier="Anna").pk != key


def test_a_gallery_goes_with_all_its_people(folder: Path, by: Actor) -> None:
    enrol_folder(folder, by=by)
    enrol_folder(folder, by=by, gallery="other")
    receipt = erase_gallery(gallery=Gallery.objects.get(name="missing"), by=by, clock=lambda: NOON)
    gone = receipt.document
    assert (gone["kind"], gone["subjects"], gone["references"], gone["templates"]) == ("gallery", 2, 4, 0)
    assert (gone["photographs_destroyed"], gone["photographs_kept"]) == (0, 4)
    assert [gallery.name for gallery in Gallery.objects.all()] == ["other"]
    assert EnrolmentRun.objects.count() == 1
    erase_gallery(gallery=Gallery.objects.get(), by=by)
    assert not Photograph.objects.exists()
    assert list(stored_hashes(originals_folder())) == []
    assert StoredTemplate.objects.count() == 0


def test_nothing_is_erased_while_an_enrolment_is_at_work(folder: Path, by: Actor) -> None:
    running = enrolling(folder, by=by)
    next(running)
    with pytest.raises(StateError, match="is at work on gallery missing"):
        erase_subject(subject=Subject.objects.first(), by=by)
    running.close()
