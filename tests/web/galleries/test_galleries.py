"""The galleries' pages: who sees what, who changes what, and what a receipt says."""

import csv
import io
import zipfile
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from antigone.casework.accounts.models import Agency
from antigone.casework.accounts.roles import Role
from antigone.casework.accounts.selectors import local_operator
from antigone.casework.galleries import importing, tasks
from antigone.casework.galleries.models import (
    EnrolmentRun,
    ErasureReceipt,
    Gallery,
    GalleryImport,
    GalleryShare,
    LegalHold,
    Subject,
)
from antigone.casework.jobs.models import Job
from builders.jobs import work
from builders.people import agency, person
from casework.galleries.builders import NO_FACE, enrol_folder, operator, put, read, recogniser

pytestmark = pytest.mark.django_db

CYRILLIC = "Ганна Коваленко"


@pytest.fixture(autouse=True)
def invented_faces(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (importing, tasks):
        monkeypatch.setattr(module, "open_recogniser", lambda home, pack: recogniser())
    monkeypatch.setattr(importing, "reader_plan", lambda recogniser, home: None)
    monkeypatch.setattr(importing, "read_photographs", lambda items, **_how: read(items))


@pytest.fixture
def gallery(tmp_path: Path) -> Gallery:
    folder = put(tmp_path / "given", Borys__1=b"B1", Borys__2=NO_FACE, **{f"{CYRILLIC}__1": b"A1"})
    enrol_folder(folder, by=operator())
    return Gallery.objects.get()


@pytest.fixture
def bureau(gallery: Gallery) -> Agency:
    return local_operator().agency


def signed_in(of: Agency, role: Role) -> Client:
    client = Client()
    client.force_login(person(of, role, name=f"{of.name} {role}"))
    return client


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def subject_url(gallery: Gallery, identifier: str, tail: str = "") -> str:
    return f"/galleries/{gallery.uuid}/subjects/{gallery.subjects.get(identifier=identifier).uuid}/{tail}"


def every_address(gallery: Gallery) -> list[str]:
    subject = gallery.subjects.first()
    photograph = subject.references.get().photograph_id
    own = f"/galleries/{gallery.uuid}/"
    return [
        own,
        f"{own}enrolments/",
        f"{own}enrolments/{gallery.runs.get().pk}/",
        f"{own}enrolments/{gallery.runs.get().pk}/refusals.csv",
        f"{own}manage/",
        f"{own}import/",
        f"{own}erase/",
        f"{own}photographs/{photograph}/",
        f"{own}subjects/{subject.uuid}/",
        f"{own}subjects/{subject.uuid}/correct/",
        f"{own}subjects/{subject.uuid}/erase/",
    ]


def test_another_agency_finds_nothing_even_where_it_may_search(gallery: Gallery, bureau: Agency) -> None:
    second = agency("Second")
    GalleryShare.objects.create(gallery=gallery, agency=second, by=local_operator(), at=timezone.now())
    manager = signed_in(second, Role.GALLERY_MANAGER)
    assert {manager.get(address).status_code for address in every_address(gallery)} == {404}
    listed = text_of(manager.get("/galleries/"))
    assert ("missing" in listed, bureau.name in listed, str(gallery.uuid) in listed) == (True, True, False)


@pytest.mark.parametrize("role", [Role.EXAMINER, Role.LIAISON, Role.ADMINISTRATOR])
def test_roles_that_have_no_business_with_galleries_are_refused(role: Role, gallery: Gallery, bureau: Agency) -> None:
    client = signed_in(bureau, role)
    assert {client.get(address).status_code for address in ["/galleries/", *every_address(gallery)]} == {403}


def test_who_reads_may_not_write(gallery: Gallery, bureau: Agency) -> None:
    auditor = signed_in(bureau, Role.AUDITOR)
    page = text_of(auditor.get(subject_url(gallery, "Borys")))
    assert "Borys/1.jpg" in page
    assert "erase/" not in page
    assert auditor.get(subject_url(gallery, "Borys", "erase/")).status_code == 403
    assert auditor.post(f"/galleries/{gallery.uuid}/manage/share/", {"agency": "x"}).status_code == 403
    assert auditor.post(f"/galleries/{gallery.uuid}/hold/", {"reason": "x"}).status_code == 403


def test_people_are_found_by_any_script_and_shown_a_page_at_a_time(gallery: Gallery, bureau: Agency) -> None:
    Subject.objects.bulk_create(Subject(gallery=gallery, identifier=f"n{n:03}", label=f"P {n:03}") for n in range(100))
    client = signed_in(bureau, Role.SUPERVISOR)
    address = f"/galleries/{gallery.uuid}/"
    first, last = text_of(client.get(address)), text_of(client.get(address, {"page": "3"}))
    assert ("P 048" in first, "P 049" in first, "Page 1 of 3" in first) == (True, False, True)
    assert (CYRILLIC in last, "P 099" in last, "Page 3 of 3" in last) == (True, True, True)
    found = client.get(address, {"containing": "КОВАЛЕНКО"}, headers={"HX-Request": "true"})
    assert (CYRILLIC in text_of(found), "Borys" in text_of(found), "<html" in text_of(found)) == (True, False, False)
    assert "contains this" in text_of(client.get(address, {"containing": "nobody"}))
    assert client.get(address, {"page": "99999999999999999999"}).status_code == 200


def test_a_run_tells_why_each_was_refused_and_a_spreadsheet_runs_nothing(gallery: Gallery, bureau: Agency) -> None:
    run = gallery.runs.get()
    run.refusals.update(item_name='=HYPERLINK("x")')
    client = signed_in(bureau, Role.GALLERY_MANAGER)
    address = f"/galleries/{gallery.uuid}/enrolments/{run.pk}/"
    assert "no face was found" in text_of(client.get(address))
    response = client.get(f"{address}refusals.csv")
    rows = list(csv.reader(io.StringIO(text_of(response).removeprefix("\ufeff"))))
    assert rows[0] == ["photograph", "subject", "code", "reason"]
    assert rows[1][:3] == ['\'=HYPERLINK("x")', "Borys", "NoFaceFound"]


def test_an_import_from_upload_to_report(gallery: Gallery, bureau: Agency) -> None:
    client = signed_in(bureau, Role.GALLERY_MANAGER)
    form = {"archive": archive({"Chen/1.jpg": b"C1", "Borys/1.jpg": b"B1"}), "basis": "court", "basis_text": "order 7"}
    sent = client.post(f"/galleries/{gallery.uuid}/import/", form)
    address = sent.headers["Location"]
    waiting = text_of(client.get(address))
    assert ("0 of 2 photographs" in waiting, "every 1s" in waiting, "Stop" in waiting) == (True, True, True)
    work()
    over = text_of(client.get(address, headers={"HX-Request": "true"}))
    assert ("<strong>1</strong> enrolled" in over, "<strong>1</strong> there already" in over) == (True, True)
    assert ("every 1s" in over, "<html" in over) == (False, False)
    assert gallery.runs.order_by("-started_at").first().basis_text == "order 7"


def test_a_waiting_import_is_stopped(gallery: Gallery, bureau: Agency) -> None:
    client = signed_in(bureau, Role.GALLERY_MANAGER)
    form = {"archive": archive({"Chen/1.jpg": b"C1"}), "basis": "court"}
    address = client.post(f"/galleries/{gallery.uuid}/import/", form).headers["Location"]
    assert signed_in(bureau, Role.SUPERVISOR).post(f"{address}stop/").status_code == 403
    assert "Stopped" in text_of(client.post(f"{address}stop/", follow=True))
    assert Job.objects.get().state == "stopped"


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"basis": "court"}, "This field is required"),
        ({"archive": b"no zip", "basis": "court"}, "people.zip is not a whole zip file"),
        ({"archive": b"no zip", "basis": "scraped"}, "scraped is not one of the available choices"),
        ({"archive": b"no zip", "basis": "court", "basis_text": "two\nlines"}, "not one line"),
        ({"archive": b"no zip", "basis": "court", "min_quality": "101"}, "less than or equal to 100"),
    ],
)
def test_an_import_that_cannot_be_is_refused_beside_its_field(
    form: dict[str, object], says: str, gallery: Gallery, bureau: Agency
) -> None:
    files = {key: SimpleUploadedFile("people.zip", data) for key, data in form.items() if isinstance(data, bytes)}
    response = signed_in(bureau, Role.GALLERY_MANAGER).post(f"/galleries/{gallery.uuid}/import/", {**form, **files})
    assert response.status_code == 422
    assert says in text_of(response)
    assert not GalleryImport.objects.exists()


def test_sharing_retention_and_holds_from_the_page(gallery: Gallery, bureau: Agency) -> None:
    second, own = agency("Second"), f"/galleries/{gallery.uuid}/"
    manager, supervisor = signed_in(bureau, Role.GALLERY_MANAGER), signed_in(bureau, Role.SUPERVISOR)
    wrong = manager.post(f"{own}manage/share/", {"agency": "Secnd"})
    assert (wrong.status_code, "Did you mean Second?" in text_of(wrong)) == (422, True)
    assert "Second may search this gallery now" in text_of(
        manager.post(f"{own}manage/share/", {"agency": "Second"}, follow=True)
    )
    manager.post(f"{own}manage/unshare/{second.pk}/")
    assert not GalleryShare.objects.exists()
    manager.post(f"{own}manage/retention/", {"until": "2020-01-31"})
    gallery.refresh_from_db()
    assert gallery.retain_until == date(2020, 1, 31)
    assert CYRILLIC in text_of(manager.get("/galleries/due/"))
    supervisor.post(f"{own}hold/", {"reason": "Order 7"})
    assert "Under legal hold: Order 7" in text_of(manager.get(own))
    for address in (subject_url(gallery, "Borys", "erase/"), f"{own}erase/"):
        held = text_of(manager.get(address))
        assert ("Order 7" in held, "Erase for good" in held) == (True, False)
    refused = manager.post(subject_url(gallery, "Borys", "erase/"))
    assert (refused.status_code, "Order 7" in text_of(refused)) == (409, True)
    lift = f"/galleries/holds/{LegalHold.objects.get().pk}/lift/"
    assert manager.post(lift, {"reason": "over"}).status_code == 403
    assert supervisor.post(lift, {"reason": ""}).status_code == 422
    supervisor.post(lift, {"reason": "over"})
    assert LegalHold.objects.get().lifted_because == "over"


def test_a_persons_particulars_are_corrected_from_the_page(gallery: Gallery, bureau: Agency) -> None:
    manager = signed_in(bureau, Role.GALLERY_MANAGER)
    form = {"label": CYRILLIC, "sex": "female", "born": "1980-02..1981", "age": "40-45", "place": "Київ"}
    manager.post(subject_url(gallery, "Borys", "correct/"), form)
    borys = gallery.subjects.get(identifier="Borys")
    assert (borys.label, borys.sex, borys.place) == (CYRILLIC, "female", "Київ")
    assert (borys.born_from, borys.born_to) == (date(1980, 2, 1), date(1981, 12, 31))
    assert (borys.age_min, borys.age_max) == (40, 45)
    shown = text_of(manager.get(subject_url(gallery, "Borys", "correct/")))
    assert 'value="1980-02-01..1981-12-31"' in shown
    assert manager.post(subject_url(gallery, "Borys", "correct/"), {"label": "x", "born": "soon"}).status_code == 422


def test_a_person_is_erased_from_the_page_and_a_receipt_remains(gallery: Gallery, bureau: Agency) -> None:
    manager = signed_in(bureau, Role.GALLERY_MANAGER)
    address = subject_url(gallery, "Borys", "erase/")
    assert "Erase Borys for good?" in text_of(manager.get(address))
    gone = manager.post(address)
    assert manager.get(address).status_code == 404
    receipt = gone.headers["Location"]
    assert "being written anew" in text_of(manager.get(receipt))
    work()
    page = text_of(manager.get(receipt))
    assert ("Complete since" in page, "Borys" in page) == (True, False)
    document = manager.get(f"{receipt.rstrip('/')}.json").json()
    assert (document["references"], document["photographs_destroyed"], document["refusals"]) == (1, 1, 1)
    run = f"/galleries/{gallery.uuid}/enrolments/{EnrolmentRun.objects.get().pk}/"
    assert "What was refused is not told any more" in text_of(manager.get(run))
    assert UUID(document["about"]) not in Subject.objects.values_list("uuid", flat=True)
    assert document["completed_at"] is not None
    assert signed_in(agency("Second"), Role.GALLERY_MANAGER).get(receipt).status_code == 404


def test_a_gallery_is_erased_by_a_job_once_its_name_is_given(gallery: Gallery, bureau: Agency) -> None:
    manager, address = signed_in(bureau, Role.GALLERY_MANAGER), f"/galleries/{gallery.uuid}/erase/"
    assert manager.post(address, {"name": "other"}).status_code == 422
    assert "being erased" in text_of(manager.post(address, {"name": "missing"}, follow=True))
    work()
    assert not Gallery.objects.exists()
    receipt = ErasureReceipt.objects.get()
    assert (receipt.kind, receipt.document["subjects"], receipt.completed_at is None) == ("gallery", 2, False)


def test_a_gallery_is_opened_once(gallery: Gallery, bureau: Agency) -> None:
    manager = signed_in(bureau, Role.GALLERY_MANAGER)
    again = manager.post("/galleries/new/", {"name": "missing"})
    assert (again.status_code, "You have a gallery of this name" in text_of(again)) == (422, True)
    assert manager.post("/galleries/new/", {"name": "Зниклі"}).status_code == 302
    assert Gallery.objects.filter(name="Зниклі", agency=bureau).exists()
    assert manager.get(f"/galleries/{uuid4()}/").status_code == 404


def archive(files: dict[str, bytes]) -> SimpleUploadedFile:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return SimpleUploadedFile("people.zip", data.getvalue())
