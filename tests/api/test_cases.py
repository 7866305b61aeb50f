"""Cases and their photographs through the API: what is taken, what is refused, what is nobody else's."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from antigone.casework.accounts.models import Agency
from antigone.casework.accounts.roles import Right, Role
from antigone.casework.audit.models import Event
from antigone.casework.evidence.models import Photograph
from antigone.casework.galleries.models import Gallery
from antigone.casework.jobs.models import Job
from builders.calls import Program, program
from builders.hostile import broken_files, odd_but_sound
from builders.people import agency, person
from builders.pictures import encoded, noise

pytestmark = pytest.mark.django_db

ORDER = {
    "number": "2026-17",
    "kind": "deceased",
    "authority": "Prosecutor",
    "purpose": "Identification",
    "legal_basis": "Order 7",
    "expires_on": "2099-01-01",
}


@pytest.fixture
def bureau() -> Agency:
    return agency()


@pytest.fixture
def registrar(bureau: Agency) -> Program:
    return program(person(bureau, Role.REGISTRAR))


def opened(call: Program, **changed: object) -> str:
    response = call.post("/cases", {**ORDER, **changed})
    assert response.status_code == 201, response.content
    return str(response.json()["id"])


def upload(call: Program, case: str, *files: SimpleUploadedFile, **headers: str):  # type: ignore[no-untyped-def]
    return call.upload(f"/cases/{case}/photographs", {"files": list(files)}, **headers)


def jpeg() -> bytes:
    return encoded(noise(200, 160), "JPEG", quality=92)


def test_a_case_is_opened_by_the_rules_that_hold_everywhere(registrar: Program) -> None:
    case = opened(registrar)
    assert registrar.get(f"/cases/{case}").json()["state"] == "open"
    assert registrar.post("/cases", ORDER).status_code == 409
    custody = registrar.post("/cases", {**ORDER, "number": "2", "kind": "custody"})
    assert (custody.status_code, "mandate" in custody.json()["detail"]) == (400, True)
    assert registrar.post("/cases", {**ORDER, "kind": "stranger"}).json()["errors"][0]["where"].endswith("kind")
    assert Event.objects.filter(name="cases.case.opened", door="api").count() == 1


def test_lists_go_on_where_the_page_ends(registrar: Program) -> None:
    for number in "abc":
        opened(registrar, number=number)
    first = registrar.get("/cases?limit=2").json()
    assert ([case["number"] for case in first["items"]], first["count"]) == (["a", "b"], 3)
    rest = registrar.get(first["next"].partition("/api/v1")[2]).json()
    assert ([case["number"] for case in rest["items"]], rest["next"]) == (["c"], None)


def test_a_case_is_nobody_elses(registrar: Program, bureau: Agency) -> None:
    case = opened(registrar)
    other = agency("Second agency")
    for call in (program(person(other, Role.SUPERVISOR)), program(person(bureau, Role.EXAMINER))):
        for path in ("", "/photographs", "/members", "/closings", "/condition", "/searches", "/examinations"):
            assert call.get(f"/cases/{case}{path}").status_code == 404, path
        assert call.get("/cases").json()["count"] == 0
    stranger = program(person(other, Role.REGISTRAR))
    assert upload(stranger, case, SimpleUploadedFile("a.jpg", jpeg())).status_code == 404
    assert stranger.post(f"/cases/{case}/renew", {"expires_on": "2099-02-01", "authority": "me"}).status_code == 404
    assert not Photograph.objects.exists()


def test_a_gallery_is_nobody_elses(bureau: Agency) -> None:
    manager = program(person(bureau, Role.GALLERY_MANAGER))
    gallery = manager.post("/galleries", {"name": "missing"}).json()["uuid"]
    other = program(person(agency("Second agency"), Role.GALLERY_MANAGER))
    for method, path, body in (
        ("GET", "", None),
        ("DELETE", "", None),
        ("GET", "/subjects", None),
        ("PUT", "/retention", {"until": None}),
        ("POST", "/shares", {"agency": "Second agency"}),
    ):
        assert other(method, f"/galleries/{gallery}{path}", body).status_code == 404, path
    assert Gallery.objects.count() == 1
    assert manager.post("/galleries", {"name": "missing"}).status_code == 409
    assert manager.post(f"/galleries/{gallery}/shares", {"agency": "Second agency"}).status_code == 201
    assert other.get("/galleries").json()["items"][0]["own"] is False
    assert other.get(f"/galleries/{gallery}").status_code == 404


def test_photographs_are_taken_and_refused_one_by_one(registrar: Program, antigone_home: Path) -> None:
    case = opened(registrar)
    sound, broken = odd_but_sound(noise(200, 160)), broken_files(jpeg())
    files = [SimpleUploadedFile(name.replace("\n", " "), data) for name, data in sound.items()]
    files += [SimpleUploadedFile(name, data) for name, (data, _) in broken.items()]
    response = upload(registrar, case, *files)
    assert response.status_code == 201
    refused = {one["name"]: one["reason"] for one in response.json() if one["photograph"] is None}
    assert all(reason and "Traceback" not in reason for reason in refused.values())
    assert len(response.json()) - len(refused) == len(sound)
    assert Photograph.objects.count() == len(sound)
    kept = [path for path in (antigone_home / "originals").rglob("*") if path.is_file()]
    assert len(kept) == len(sound)
    assert len(registrar.get(f"/cases/{case}/photographs").json()) == len(sound)


def test_an_upload_that_is_sent_again_is_taken_once(registrar: Program) -> None:
    case = opened(registrar)
    first, again = (
        upload(registrar, case, SimpleUploadedFile("a.jpg", jpeg()), **{"Idempotency-Key": "one"}) for _ in range(2)
    )
    assert first.content == again.content
    assert "Idempotent-Replayed" in again.headers
    other = upload(registrar, case, SimpleUploadedFile("a.jpg", jpeg() + b" "), **{"Idempotency-Key": "one"})
    assert other.status_code == 422
    assert Job.objects.count() == 1


def test_a_form_that_is_cut_off_is_a_problem(registrar: Program) -> None:
    case = opened(registrar)
    response = registrar._client.generic(
        "POST",
        f"/api/v1/cases/{case}/photographs",
        data=b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\n\r\n\xff\xd8',
        content_type="multipart/form-data; boundary=x",
        headers=registrar.headers,
    )
    assert response.status_code in {201, 400, 422}
    assert not Photograph.objects.exists()


def test_a_face_is_meant_by_hand(registrar: Program) -> None:
    case = opened(registrar)
    (taken,) = upload(registrar, case, SimpleUploadedFile("a.jpg", jpeg())).json()
    path = f"/cases/{case}/photographs/{taken['photograph']}"
    chosen = registrar("PUT", f"{path}/face", {"box": [1, 2, 30, 40]})
    assert (chosen.status_code, chosen.json()["choice"]["kind"]) == (200, "box")
    assert registrar("PUT", f"{path}/face", '{"box": [NaN, 0, 1, 1]}').status_code == 422
    assert registrar("PUT", f"{path}/face", {"face": 1}).status_code == 404
    assert registrar("PUT", f"{path}/recipe", {"recipe": "no such step"}).status_code in {400, 422}
    assert registrar("PUT", f"{path}/checklist", {"answers": {"scale": {"answer": "done"}}}).status_code == 200
    assert registrar.get(f"{path}/picture?size=small").headers["Content-Type"] == "image/jpeg"
    assert registrar("DELETE", path).json() == []


def test_a_case_is_closed_by_what_identifies_and_by_a_supervisor(registrar: Program, bureau: Agency) -> None:
    case = opened(registrar)
    order = {"basis": "dna", "decided_on": "2026-01-02", "official": "A. Official", "established_name": "N. N."}
    assert registrar.post(f"/cases/{case}/closings", order).status_code == 403
    supervisor = program(person(bureau, Role.SUPERVISOR))
    assert supervisor.post(f"/cases/{case}/closings", order).status_code == 400
    order |= {"laboratory": "Institute", "reference": "7/26"}
    assert supervisor.post(f"/cases/{case}/closings", order).status_code == 201
    assert supervisor.post(f"/cases/{case}/closings", order).status_code == 409
    assert registrar.get(f"/cases/{case}").json()["state"] == "closed"
    assert supervisor.post(f"/cases/{case}/reopen", {"reason": "doubt"}).status_code == 200
    assert supervisor("DELETE", f"/cases/{case}").status_code == 200
    assert supervisor.get(f"/cases/{case}").status_code == 404


def test_people_are_provisioned_by_an_administrator(bureau: Agency) -> None:
    administrator = program(person(bureau, Role.ADMINISTRATOR))
    examiner = person(bureau, Role.EXAMINER)
    link = administrator.post("/invitations", {"name": "A new one", "roles": ["registrar"]}).json()["link"]
    assert link.startswith("http://testserver/welcome/")
    (invitation,) = administrator.get("/invitations").json()["items"]
    assert administrator("DELETE", f"/invitations/{invitation['id']}").json() == []
    changed = administrator("PUT", f"/people/{examiner.id}/roles", {"roles": ["examiner", "liaison"]})
    assert changed.json()["roles"] == ["examiner", "liaison"]
    assert administrator("PUT", f"/people/{examiner.id}/roles", {"roles": ["auditor", "liaison"]}).status_code == 400
    assert administrator.post(f"/people/{examiner.id}/deactivate").json()["active"] is False
    elsewhere = person(agency("Second agency"), Role.EXAMINER, name="elsewhere")
    assert administrator.get(f"/people/{elsewhere.id}").status_code == 404


def test_an_auditor_reads_the_log_of_their_agency(registrar: Program, bureau: Agency) -> None:
    opened(registrar)
    auditor = program(person(bureau, Role.AUDITOR), scopes=[Right.READ_LOG])
    events = auditor.get("/log?name=cases.").json()
    assert [event["name"] for event in events["items"]] == ["cases.case.opened"]
    assert auditor.get("/log?since=2099-01-01T00:00:00Z").json()["count"] == 0
    assert program(person(agency("Second agency"), Role.AUDITOR)).get("/log?name=cases.").json()["count"] == 0
    assert auditor.get("/cases").status_code == 403
