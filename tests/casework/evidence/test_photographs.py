"""Photographs and faces in the database."""

from pathlib import Path
from uuid import uuid4

import pytest

from antigone.casework.audit import Actor, Door, commitment
from antigone.casework.audit.models import Event, Salt
from antigone.casework.evidence.locks import home_at_rest, home_in_use
from antigone.casework.evidence.models import DetectedFace, Photograph
from antigone.casework.evidence.selectors import missing_originals, originals_folder, orphans
from antigone.casework.evidence.services import (
    FacesRead,
    destroy_if_unused,
    destroy_unregistered,
    register_faces,
    register_photograph,
    register_photographs,
    register_readings,
    remove_leftovers,
)
from antigone.casework.evidence.storage import destroy_original, original_path, read_original
from antigone.engine.errors import StateError
from antigone.engine.types import LandmarkSource
from casework.evidence.builders import DETECTOR, face, quality, stored_facts

pytestmark = pytest.mark.django_db

BY = Actor(user=uuid4(), agency=uuid4(), door=Door.CLI)


def registered(data: bytes = b"a photograph") -> Photograph:
    return register_photograph(facts=stored_facts(data), by=BY)


def test_a_photograph_is_registered_once_whatever_its_name() -> None:
    first = registered()
    again = register_photograph(facts=stored_facts(name="copy.jpg"), by=BY)
    assert first == again
    kept = Photograph.objects.get()
    assert (kept.size, kept.format, kept.width, kept.height, kept.exif) == (12, "JPEG", 100, 80, {"Model": "X"})
    event = Event.objects.get()
    assert event.name == "evidence.photograph.received"
    assert kept.sha256 not in event.payload
    assert commitment(owner=kept.id, value=kept.sha256) in event.payload


def test_a_row_never_stands_without_its_bytes() -> None:
    facts = stored_facts()
    destroy_original(originals_folder(), facts.sha256)
    with pytest.raises(StateError, match=r"The original of a\.jpg is not in the home"):
        register_photograph(facts=facts, by=BY)
    assert not Photograph.objects.exists()


def register(photograph: Photograph, *faces_at: float, chosen: int = 0) -> list[DetectedFace]:
    faces = [face(x) for x in faces_at]
    return register_faces(photograph=photograph, faces=faces, detector=DETECTOR, chosen=chosen, quality=quality())


def test_all_faces_are_kept_and_the_chosen_one_has_its_quality() -> None:
    photograph = registered()
    kept = register(photograph, 10.0, 40.25, 70.0, chosen=1)
    assert [row.order for row in kept] == [0, 1, 2]
    rows = list(photograph.faces.all())
    assert rows == kept
    assert rows[1].box == [40.25, 10.1, 20, 20]
    assert rows[1].landmarks == face(40.25).landmarks.tolist()
    assert [row.quality and row.quality["overall"] for row in rows] == [None, 70.0, None]


def test_the_same_reading_adds_no_faces_and_another_one_only_the_new() -> None:
    photograph = registered()
    first = register(photograph, 10.0, 40.3)
    assert register(photograph, 10.0, 40.3) == first
    assert [row.pk == first[1].pk for row in register(photograph, 40.3, 90.7)] == [True, False]
    assert [row.order for row in photograph.faces.all()] == [0, 1, 2]


def test_photographs_registered_together_are_new_or_known_and_each_is_one() -> None:
    known = registered(b"known")
    facts = [stored_facts(data) for data in (b"new", b"known", b"new", b"other")]
    new, again, same, other = register_photographs(facts=facts, by=BY)
    assert (again, same) == (known, new)
    assert [row.sha256 for row in (new, again, other)] == [facts[0].sha256, facts[1].sha256, facts[3].sha256]
    received = [event.payload for event in Event.objects.order_by("seq")]
    assert [str(row.id) in payload for row, payload in zip((known, new, other), received, strict=True)] == [True] * 3


def test_readings_of_one_photograph_registered_together_keep_each_face_once() -> None:
    photograph = registered()
    (first,) = register(photograph, 10.0)
    readings = [
        FacesRead(photograph=photograph, faces=[face(x) for x in places], chosen=0, quality=quality(overall))
        for places, overall in (((40.0, 10.0), 60.0), ((40.0,), 50.0), ((10.0,), 30.0))
    ]
    (new, kept), (again,), (measured,) = register_readings(readings=readings, detector=DETECTOR)
    assert (kept, again, measured) == (first, new, first)
    rows = photograph.faces.order_by("order")
    assert [(row.order, row.box[0], row.quality["overall"]) for row in rows] == [(0, 10.0, 30.0), (1, 40.0, 50.0)]


def test_a_face_drawn_by_hand_names_no_detector() -> None:
    drawn = face(by=LandmarkSource.HAND)
    (row,) = register_faces(photograph=registered(), faces=[drawn], detector=DETECTOR, chosen=0, quality=quality())
    assert (row.landmarks_by, row.detector_id, row.detector_sha256) == ("hand", "", "")


@pytest.mark.django_db(transaction=True)
def test_an_unused_photograph_goes_with_faces_bytes_and_salt() -> None:
    photograph = registered()
    register(photograph, 10.0)
    identity, sha256 = photograph.id, photograph.sha256
    assert destroy_if_unused(photograph=photograph, by=BY)
    assert not Photograph.objects.exists()
    assert not DetectedFace.objects.exists()
    assert not Salt.objects.filter(owner=identity).exists()
    assert not original_path(originals_folder(), sha256).exists()
    assert Event.objects.order_by("seq").last().name == "evidence.photograph.destroyed"


def test_bytes_are_removed_only_where_no_photograph_names_them() -> None:
    photograph, refused = registered(), stored_facts(b"refused")
    assert not destroy_unregistered(sha256=photograph.sha256)
    assert destroy_unregistered(sha256=refused.sha256)
    assert read_original(originals_folder(), photograph.sha256) == b"a photograph"


def test_orphans_and_missing_originals_are_found() -> None:
    kept, lost, orphan = registered(b"kept"), registered(b"lost"), stored_facts(b"orphan")
    originals: Path = originals_folder()
    destroy_original(originals, lost.sha256)
    assert list(orphans(originals)) == [original_path(originals, orphan.sha256)]
    assert list(missing_originals(originals)) == [lost.sha256]
    assert kept.sha256 not in {path.name for path in orphans(originals)}


def test_leftovers_go_while_the_home_is_at_rest_and_only_then() -> None:
    kept, orphan = registered(b"kept"), stored_facts(b"orphan")
    half_written = originals_folder() / ".unfinished" / "tmpx"
    half_written.write_bytes(b"half")
    with home_in_use(), home_in_use(), pytest.raises(StateError, match="An enrolment or a search is at work"):
        remove_leftovers()
    assert half_written.exists()
    assert remove_leftovers() == 2
    assert read_original(originals_folder(), kept.sha256) == b"kept"
    assert not half_written.exists()
    assert not original_path(originals_folder(), orphan.sha256).exists()


def test_nothing_begins_while_the_home_is_kept_at_rest() -> None:
    with home_at_rest(), pytest.raises(StateError, match="being upgraded or mended"), home_in_use():
        pass
