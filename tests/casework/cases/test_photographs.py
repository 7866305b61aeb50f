"""Photographs of a case: taken in, refused, read, meant, treated, withdrawn."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from antigone.casework.accounts.roles import Role
from antigone.casework.audit import Actor
from antigone.casework.audit.models import Event
from antigone.casework.cases.choices import Choice
from antigone.casework.cases.closing import close_case
from antigone.casework.cases.faces import probe_of
from antigone.casework.cases.intake import IncomingFile, Taken, take_in
from antigone.casework.cases.models import Case, CasePhotograph, ReadingState
from antigone.casework.cases.photographs import (
    add_photograph,
    choose_face,
    draw_face,
    evidence_of,
    keep_checklist,
    photograph_of_case,
    photographs_of,
    set_recipe,
    withdraw_photograph,
)
from antigone.casework.evidence.models import Photograph
from antigone.casework.evidence.selectors import originals_folder
from antigone.casework.evidence.services import destroy_if_unused
from antigone.casework.evidence.storage import stored_hashes
from antigone.casework.recognition.reading import RotationSearch
from antigone.engine.errors import Forbidden, NotFound, StateError, UsageError
from builders.heic import heic
from builders.hostile import broken_files
from builders.jobs import work
from builders.people import agency
from builders.pictures import encoded, noise
from casework.cases.builders import NOON, actor, case_of, picture, seeing, zipped
from casework.cases.test_closing import TEETH

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures(seeing.__name__)]

__all__ = ["seeing"]


@pytest.fixture
def registrar() -> Actor:
    return actor(agency(), Role.REGISTRAR)


@pytest.fixture
def case(registrar: Actor) -> Case:
    return case_of(registrar)


def added(case: Case, by: Actor, *, seed: int = 1, name: str = "one.png") -> CasePhotograph:
    photograph = add_photograph(case=case, load=picture(seed), name=name, by=by).photograph
    work()
    photograph.refresh_from_db()
    return photograph


def taken(case: Case, by: Actor, folder: Path, **files: bytes) -> list[Taken]:
    incoming = []
    for number, (name, data) in enumerate(files.items()):
        path = folder / str(number)
        path.write_bytes(data)
        incoming.append(IncomingFile(name=name, path=path))
    return list(take_in(case=case, files=incoming, by=by))


def last_event() -> str:
    return str(Event.objects.order_by("seq").last().name)


def test_a_photograph_is_kept_hashed_and_read(case: Case, registrar: Actor) -> None:
    photograph = added(case, registrar)
    assert photograph.reading == ReadingState.READ
    assert [face.box[0] for face in photograph.faces.all()] == [10.0, 50.0]
    assert photograph.face is not None
    assert photograph.face.box[0] == 10.0
    assert photograph.quality == {
        "components": {"sharpness": 0.123456789},
        "advice": ["Hold still."],
        "overall": 70.0,
    }
    assert probe_of(photograph).path.read_bytes() == picture()
    assert evidence_of(case) == [photograph.photograph]


def test_the_same_file_twice_is_one_photograph(case: Case, registrar: Actor) -> None:
    first = added(case, registrar)
    again = add_photograph(case=case, load=picture(), name="copy.png", by=registrar)
    assert (again.is_new, again.photograph) == (False, first)
    assert case.photographs.count() == 1


def test_a_photograph_is_withdrawn_and_comes_back(case: Case, registrar: Actor) -> None:
    photograph = added(case, registrar)
    withdraw_photograph(photograph=photograph, by=registrar, clock=lambda: NOON)
    assert photographs_of(case) == []
    with pytest.raises(NotFound):
        photograph_of_case(case, photograph.id)
    with pytest.raises(StateError, match="was withdrawn"):
        set_recipe(photograph=photograph, recipe="", by=registrar)
    assert not destroy_if_unused(photograph=photograph.photograph, by=registrar)
    assert add_photograph(case=case, load=picture(), name="one.png", by=registrar).is_new
    assert photographs_of(case) == [photograph]


def test_each_hostile_file_is_refused_with_name_and_reason_and_nothing_stays(
    case: Case, registrar: Actor, tmp_path: Path
) -> None:
    hostile = {name: data for name, (data, _) in broken_files(encoded(noise(), "JPEG")).items()}
    results = taken(case, registrar, tmp_path, **hostile)
    # The archive's one member is named inside it.
    assert [one.name.split("/")[0] for one in results] == list(hostile)
    assert all(one.is_refused and one.reason for one in results)
    assert not any(one.reason.startswith(one.name) for one in results)
    assert (Photograph.objects.count(), list(stored_hashes(originals_folder()))) == (0, [])
    assert not list((originals_folder() / ".unfinished").glob("*"))


def test_bytes_do_not_outlive_an_act_that_fails(case: Case, registrar: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise StateError("The database is full.")

    monkeypatch.setattr("antigone.casework.cases.photographs.register_photograph", refuse)
    with pytest.raises(StateError, match="full"):
        add_photograph(case=case, load=picture(), name="one.png", by=registrar)
    assert list(stored_hashes(originals_folder())) == []


def test_files_archives_and_a_phones_picture_are_taken_together(case: Case, registrar: Actor, tmp_path: Path) -> None:
    phone = heic([[(90, 120, 140)] * 2] * 2)
    packed = zipped(**{"day 1/a.png": picture(2), "day 1/notes.txt": b"text", "b.png": picture(1)})
    results = taken(case, registrar, tmp_path, **{"one.png": picture(1), "phone.heic": phone, "all.zip": packed})
    said = {one.name: ("refused" if one.is_refused else one.reason) for one in results}
    assert said == {
        "one.png": "",
        "phone.heic": "",
        "all.zip/b.png": "The case has this photograph already.",
        "all.zip/day 1/a.png": "",
        "all.zip/day 1/notes.txt": "refused",
    }
    assert {one.file_name for one in photographs_of(case)} == {"one.png", "phone.heic", "all.zip/day 1/a.png"}


def test_a_torn_archive_is_refused_by_its_own_name(case: Case, registrar: Actor, tmp_path: Path) -> None:
    (refused,) = taken(case, registrar, tmp_path, **{"all.zip": zipped(a=picture())[:100]})
    assert refused.is_refused
    assert "all.zip is not a whole zip file" in refused.reason


def test_a_photograph_without_a_face_waits_for_a_hand(case: Case, registrar: Actor) -> None:
    photograph = added(case, registrar, name="no face.png")
    assert (photograph.reading, photograph.face, photograph.refusal) == (ReadingState.NO_FACE, None, "")
    points = ((35.0, 17.0), (45.0, 17.0), (40.0, 21.0), (36.0, 25.0), (44.0, 25.0))
    draw_face(photograph=photograph, choice=Choice(kind="points", points=points), turned=False, by=registrar)
    assert probe_of(photograph).choice.points == points
    work()
    photograph.refresh_from_db()
    assert photograph.reading == ReadingState.READ
    assert photograph.face is not None
    assert photograph.face.landmarks_by == "hand"
    assert last_event() == "cases.face.meant"


def test_another_face_is_meant_and_the_drawn_one_stands_beside_those_found(case: Case, registrar: Actor) -> None:
    photograph = added(case, registrar)
    other = photograph.faces.get(box__0=50.0)
    choose_face(photograph=photograph, face=other, by=registrar)
    work()
    photograph.refresh_from_db()
    assert photograph.face == other
    draw_face(photograph=photograph, choice=Choice(kind="box", box=(30, 10, 20, 20)), turned=False, by=registrar)
    work()
    photograph.refresh_from_db()
    assert photograph.face is not None
    assert photograph.face.landmarks_by == "hand"
    assert sorted(face.box[0] for face in photograph.faces.all()) == [10.0, 30.0, 50.0]
    choose_face(photograph=photograph, face=photograph.face, by=registrar)
    assert Choice.kept(photograph.choice).kind == "points"
    stranger = added(case, registrar, seed=2, name="two.png").face
    assert stranger is not None
    with pytest.raises(NotFound, match="no such face"):
        choose_face(photograph=photograph, face=stranger, by=registrar)


def test_every_rotation_is_asked_for(case: Case, registrar: Actor) -> None:
    photograph = added(case, registrar)
    assert probe_of(photograph).rotations is RotationSearch.AUTO
    draw_face(photograph=photograph, choice=Choice(), turned=True, by=registrar)
    assert probe_of(photograph).rotations is RotationSearch.ALWAYS


def test_what_makes_no_face_is_refused() -> None:
    with pytest.raises(UsageError, match="Five points"):
        Choice(kind="points", points=((1.0, 1.0),))
    with pytest.raises(UsageError, match="no box"):
        Choice(kind="box", box=(1, 1, 0, 5))


def test_a_recipe_is_kept_as_the_engine_writes_it(case: Case, registrar: Actor) -> None:
    photograph = added(case, registrar)
    set_recipe(photograph=photograph, recipe="gamma=0.50, smooth", by=registrar)
    assert photograph.recipe.startswith("gamma=0.5,smooth=")
    with pytest.raises(UsageError, match="no step 'polish'"):
        set_recipe(photograph=photograph, recipe="polish", by=registrar)
    set_recipe(photograph=photograph, recipe="", by=registrar)
    assert probe_of(photograph).recipe is None


def test_a_checklist_is_kept_without_what_was_left_blank(case: Case, registrar: Actor) -> None:
    photograph = added(case, registrar)
    answers = {"scale": ("done", ""), "eyes_open": ("not_possible", " swollen "), "label": ("", "")}
    keep_checklist(photograph=photograph, answers=answers, by=registrar)
    photograph.refresh_from_db()
    assert photograph.checklist == {
        "scale": {"answer": "done", "note": ""},
        "eyes_open": {"answer": "not_possible", "note": "swollen"},
    }
    assert "swollen" not in Event.objects.order_by("seq").last().payload
    with pytest.raises(UsageError, match="no point hat"):
        keep_checklist(photograph=photograph, answers={"hat": ("done", "")}, by=registrar)


def test_an_expired_or_closed_case_takes_no_photograph(case: Case, registrar: Actor) -> None:
    late = datetime(2099, 1, 2, tzinfo=UTC)
    with pytest.raises(StateError, match="expired on 2099-01-01"):
        add_photograph(case=case, load=picture(), name="one.png", by=registrar, clock=lambda: late)
    supervisor = actor(case.agency, Role.SUPERVISOR)
    close_case(case=case, request=TEETH, by=supervisor, now=NOON)
    with pytest.raises(StateError, match="is closed"):
        add_photograph(case=case, load=picture(), name="one.png", by=registrar)
    assert list(stored_hashes(originals_folder())) == []


def test_readers_and_strangers_add_nothing(case: Case, registrar: Actor) -> None:
    examiner = actor(case.agency, Role.EXAMINER)
    with pytest.raises(Forbidden):
        add_photograph(case=case, load=picture(), name="one.png", by=examiner)
    far = actor(agency("Another"), Role.SUPERVISOR)
    with pytest.raises(NotFound):
        add_photograph(case=case, load=picture(), name="one.png", by=far)
    photograph = added(case, registrar)
    with pytest.raises(NotFound):
        draw_face(photograph=photograph, choice=Choice(), turned=False, by=far)
