"""Photographs of a case in the browser: handed in, shown, chosen, drawn, treated."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from antigone.casework.accounts.models import User
from antigone.casework.accounts.roles import Role
from antigone.casework.cases.models import Case, CaseKind, CasePhotograph
from antigone.casework.evidence.models import Photograph
from antigone.casework.evidence.selectors import originals_folder
from antigone.casework.evidence.storage import stored_hashes
from builders.hostile import broken_files
from builders.jobs import work
from builders.people import agency, person
from builders.pictures import encoded, noise
from casework.cases.builders import case_of, picture, seeing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures(seeing.__name__)]

__all__ = ["seeing"]


@pytest.fixture
def registrar(client: Client) -> User:
    user = person(agency(), Role.REGISTRAR)
    client.force_login(user)
    return user


@pytest.fixture
def case(registrar: User) -> Case:
    return case_of(registrar)


def handed_in(client: Client, case: Case, *files: tuple[str, bytes], accept: str = "text/html") -> object:
    uploads = [SimpleUploadedFile(name, data) for name, data in files]
    address = reverse("cases:add_photographs", args=[case.id])
    response = client.post(address, {"files": uploads}, headers={"accept": accept})
    work()
    return response.json()["files"] if accept == "application/json" else response


def one(client: Client, case: Case, name: str = "one.png", seed: int = 1) -> CasePhotograph:
    handed_in(client, case, (name, picture(seed)))
    return CasePhotograph.objects.get(file_name=name)


def page(client: Client, name: str, photograph: CasePhotograph) -> str:
    response = client.get(reverse(f"cases:{name}", args=[photograph.case_id, photograph.id]))
    assert response.status_code == 200
    return response.content.decode()


def sent(client: Client, name: str, photograph: CasePhotograph, *, status: int = 302, **fields: object) -> str:
    response = client.post(reverse(f"cases:{name}", args=[photograph.case_id, photograph.id]), fields)
    assert response.status_code == status
    work()
    photograph.refresh_from_db()
    return response.content.decode()


def test_a_plain_form_hands_in_many_and_says_what_became_of_each(client: Client, case: Case) -> None:
    handed_in(client, case, ("one.png", picture(1)), ("two.png", picture(2)), ("text.jpg", b"not a picture\n" * 50))
    shown = client.get(reverse("cases:photographs", args=[case.id])).content.decode()
    assert "2 photographs were added." in shown
    assert "text.jpg: not a photograph; it looks like text." in shown
    assert shown.count("2 faces") == 4  # of each a tag, and the picture's name for those who do not see it
    assert 'hx-trigger="load' not in shown


def test_a_script_hears_of_each_file(client: Client, case: Case) -> None:
    (new,) = handed_in(client, case, ("one.png", picture()), accept="application/json")  # type: ignore[misc]
    (old,) = handed_in(client, case, ("again.png", picture()), accept="application/json")  # type: ignore[misc]
    assert (new["name"], new["refused"], new["said"]) == ("one.png", False, "Added.")
    assert (old["refused"], old["said"]) == (False, "The case has this photograph already.")
    assert new["photograph"] == old["photograph"] == str(CasePhotograph.objects.get().id)


def test_hostile_files_are_refused_and_nothing_is_half_stored(client: Client, case: Case) -> None:
    hostile = [(name, data) for name, (data, _) in broken_files(encoded(noise(), "JPEG")).items()]
    results = handed_in(client, case, *hostile, accept="application/json")
    assert [result["refused"] for result in results] == [True] * len(hostile)  # type: ignore[attr-defined]
    assert all(len(result["said"]) > 10 for result in results)  # type: ignore[attr-defined]
    assert (Photograph.objects.count(), list(stored_hashes(originals_folder()))) == (0, [])


def test_no_file_at_all_is_said(client: Client, case: Case) -> None:
    response = client.post(reverse("cases:add_photographs", args=[case.id]))
    assert response.status_code == 400
    assert "No file was handed in." in response.content.decode()


def test_a_card_asks_again_while_its_photograph_waits(client: Client, case: Case) -> None:
    upload = SimpleUploadedFile("one.png", picture())
    client.post(reverse("cases:add_photographs", args=[case.id]), {"files": [upload]})
    photograph = CasePhotograph.objects.get()
    assert 'hx-trigger="load delay:1500ms"' in page(client, "card", photograph)
    work()
    assert "hx-trigger" not in page(client, "card", photograph)


def test_pictures_of_the_dead_are_veiled_and_of_the_living_not(client: Client, registrar: User) -> None:
    for kind, veiled in ((CaseKind.DECEASED, "true"), (CaseKind.LIVING_UNKNOWN, "false")):
        photograph = one(client, case_of(registrar, kind=kind, number=kind.value), name=f"{kind.value}.png")
        assert re.findall('data-veiled="(.+?)"', page(client, "photograph", photograph)) == [veiled]


def test_boxes_stand_where_the_faces_are(client: Client, case: Case) -> None:
    shown = page(client, "photograph", one(client, case))
    assert 'viewBox="0 0 96 64"' in shown
    assert '<rect class="face-box" x="10" y="10" width="20" height="20"/>' in shown
    assert '<rect class="face-box" x="50" y="10" width="20" height="20"/>' in shown


def test_another_face_is_chosen(client: Client, case: Case) -> None:
    photograph = one(client, case)
    other = photograph.faces.get(box__0=50.0)
    sent(client, "choose_face", photograph, face=str(other.pk))
    assert photograph.face == other
    for number in ("", "x", "9" * 30, "0"):
        sent(client, "choose_face", photograph, status=404, face=number)


def test_a_face_that_was_not_found_is_drawn(client: Client, case: Case) -> None:
    photograph = one(client, case, "no face.png")
    assert "The program sees no face here." in page(client, "photograph", photograph)
    points = {"right_eye": (35, 17), "left_eye": (45, 17), "nose": (40, 21), "mouth_right": (36, 25)}
    fields = {
        f"{name}_{axis}": value for name, place in points.items() for axis, value in zip("xy", place, strict=True)
    }
    assert "Set all points" in sent(client, "draw_face", photograph, status=400, how="points", **fields)
    sent(client, "draw_face", photograph, how="points", mouth_left_x="44.5", mouth_left_y="25", **fields)
    assert photograph.choice["points"][-1] == [44.5, 25.0]
    assert "Set by hand" in page(client, "photograph", photograph)
    sent(client, "draw_face", photograph, how="box", box_x="30", box_y="10", box_width="20", box_height="20")
    assert photograph.choice["box"] == [30.0, 10.0, 20.0, 20.0]
    sent(client, "draw_face", photograph, how="turned")
    assert (photograph.choice["kind"], photograph.turned) == ("auto", True)
    for wrong in ({"how": "box", "box_x": "nan"}, {"how": "guess"}):
        sent(client, "draw_face", photograph, status=400, **wrong)


def test_a_recipe_has_a_before_and_an_after(client: Client, case: Case) -> None:
    photograph = one(client, case)
    assert "no step" in sent(client, "set_recipe", photograph, status=400, treatment="steps", steps="polish")
    sent(client, "set_recipe", photograph, treatment="steps", steps="gamma=0.4")
    CasePhotograph.objects.filter(pk=photograph.pk).update(steps="gamma=0.4")
    assert "After" in page(client, "photograph", photograph)
    pictures = [
        client.get(reverse("cases:treated", args=[case.id, photograph.id, which])) for which in ("before", "after")
    ]
    assert [one.headers["Content-Type"] for one in pictures] == ["image/png"] * 2
    assert pictures[0].content != pictures[1].content
    assert client.get(reverse("cases:treated", args=[case.id, photograph.id, "later"])).status_code == 404


def test_a_picture_is_for_those_who_see_the_case(client: Client, case: Case) -> None:
    photograph = one(client, case)
    address = reverse("cases:picture", args=[case.id, photograph.id])
    response = client.get(address, {"size": "small"})
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["Cache-Control"] == "private, max-age=600"
    second = case_of(User.objects.get(pk=case.opened_by_id), number="UA-8")
    assert client.get(reverse("cases:picture", args=[second.id, photograph.id])).status_code == 404
    client.force_login(person(case.agency, Role.EXAMINER))
    assert client.get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 302


def test_a_checklist_is_filled_in(client: Client, case: Case) -> None:
    photograph = one(client, case)
    sent(client, "checklist", photograph, scale="done", eyes_open="not_possible", eyes_open_note="swollen")
    assert 'value="swollen"' in page(client, "checklist", photograph)
    assert "2 points of the capture checklist are filled in." in page(client, "photograph", photograph)


def test_a_withdrawn_photograph_is_not_shown(client: Client, case: Case) -> None:
    photograph = one(client, case)
    sent(client, "withdraw", photograph)
    assert client.get(reverse("cases:photograph", args=[case.id, photograph.id])).status_code == 404
    assert "No photograph yet." in client.get(reverse("cases:photographs", args=[case.id])).content.decode()


def test_an_auditor_looks_and_touches_nothing(client: Client, case: Case) -> None:
    photograph = one(client, case)
    client.force_login(person(case.agency, Role.AUDITOR))
    shown = page(client, "photograph", photograph)
    assert "Use these points" not in shown
    for name in ("choose_face", "draw_face", "set_recipe", "checklist", "withdraw"):
        sent(client, name, photograph, status=403)
