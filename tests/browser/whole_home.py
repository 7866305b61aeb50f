"""Run in a staffed home, with the folder of photographs of lfw: lets something be of everything that a page can show.

Prints what an address may name, by parameter, and addresses of further states that a page can be in.
"""

import json
import sys
import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import django

django.setup()

import numpy as np  # noqa: E402
from django.utils import timezone  # noqa: E402
from PIL import Image, ImageFilter  # noqa: E402

from antigone.casework.accounts.invitations import invite, open_invitations  # noqa: E402
from antigone.casework.accounts.keys import create_key  # noqa: E402
from antigone.casework.accounts.models import User  # noqa: E402
from antigone.casework.accounts.roles import Right, Role  # noqa: E402
from antigone.casework.audit import Actor, Door  # noqa: E402
from antigone.casework.cases.closing import ClosingRequest, close_case, reopen_case  # noqa: E402
from antigone.casework.cases.models import Basis, Case, CaseKind, CasePhotograph  # noqa: E402
from antigone.casework.cases.photographs import add_photograph, set_recipe  # noqa: E402
from antigone.casework.cases.services import CaseRequest, open_case, renew_case  # noqa: E402
from antigone.casework.examinations.models import Assignment, Examination, Seat  # noqa: E402
from antigone.casework.examinations.services import open_examination  # noqa: E402
from antigone.casework.examinations.tasks import make_known_answer_list  # noqa: E402
from antigone.casework.galleries.holds import set_hold  # noqa: E402
from antigone.casework.galleries.imports import HandedIn, UploadedFile, order_import  # noqa: E402
from antigone.casework.galleries.models import EnrolmentRun, Gallery, HoldKind, Subject  # noqa: E402
from antigone.casework.galleries.provenance import parse_basis  # noqa: E402
from antigone.casework.galleries.services import erase_subject  # noqa: E402
from antigone.casework.galleries.sharing import share_gallery  # noqa: E402
from antigone.casework.jobs.services import submit  # noqa: E402
from antigone.casework.reports.tasks import verify_audit_log  # noqa: E402
from antigone.casework.searches.models import Comparison, Exclusion, Search  # noqa: E402
from antigone.casework.searches.seen import record_view  # noqa: E402
from antigone.casework.searches.submitting import submit_comparison, submit_search  # noqa: E402
from builders.jobs import work  # noqa: E402
from builders.pictures import encoded  # noqa: E402
from casework.examinations.builders import complete, with_notes  # noqa: E402

NOW = timezone.now()
people = {user.username: user for user in User.objects.filter(is_local_operator=False)}


def actor(username: str) -> Actor:
    return people[username].actor(Door.WEB)


def opened(number: str, kind: CaseKind = CaseKind.DECEASED) -> Case:
    request = CaseRequest(
        number=number,
        kind=kind,
        authority="Prosecutor of Ithaca",
        purpose="Identification",
        legal_basis="Act 12, article 3",
        mandate="Order 7" if kind is CaseKind.CUSTODY else "",
        expires_on=(NOW + timedelta(days=20)).date(),
    )
    return open_case(request=request, by=registrar, now=NOW)


def given(case: Case, data: bytes | Path, name: str) -> CasePhotograph:
    return add_photograph(case=case, load=data, name=name, by=registrar).photograph


def searched(case: Case, photographs: list[CasePhotograph], top: int) -> Search:
    job = submit_search(case=case, photographs=photographs, galleries=[gallery], top=top, strangers=None, by=registrar)
    work()
    return Search.objects.get(pk=job.id)


def examined(search: Search) -> Examination:
    return open_examination(search=search.id, by=registrar)


# Processes that read photographs import this module again, and must do nothing.
if __name__ == "__main__":
    LFW = Path(sys.argv[1])
    registrar, supervisor, manager = actor("registrar"), actor("supervisor"), actor("gallery-manager")
    operator = User.objects.get(is_local_operator=True).actor(Door.WEB)
    gallery = Gallery.objects.get()
    portraits = [sorted((LFW / subject.label).iterdir()) for subject in Subject.objects.order_by("label")]

    case = opened("2026/14")
    photographs = [given(case, path, path.name) for path in portraits[0][2:4]]
    with Image.open(portraits[1][2]) as picture:
        portrait = np.asarray(picture)
        given(case, encoded(picture.filter(ImageFilter.GaussianBlur(22)), "JPEG"), "blurred.jpg")
    given(case, encoded(np.hstack([portrait, portrait[:, ::-1]]), "JPEG"), "two faces.jpg")
    set_recipe(photograph=photographs[0], recipe="gamma=0.5", by=registrar)
    work()
    submit_comparison(case=case, first=photographs[0], second=photographs[1], by=registrar)
    work()

    # One list on which two differ, and both exclude somebody; one of another case that is at work.
    settled = searched(case, photographs, top=3)
    examination = examined(settled)
    labels = sorted(settled.candidates.values_list("particulars__label", flat=True))
    complete(examination, Seat.FIRST, remark="The ears tell.", **{labels[0]: 3, labels[1]: 3})
    complete(examination, Seat.SECOND, **{labels[0]: 3})
    record_view(search=settled, by=registrar)
    again = searched(case, photographs, top=3)
    record_view(search=again, by=supervisor)
    living = opened("2026/15", CaseKind.LIVING_UNKNOWN)
    waiting = examined(searched(living, [given(living, portraits[2][2], "ward 4.jpg")], top=2))
    with_notes(waiting, Seat.FIRST)
    established = ClosingRequest(
        basis=Basis.DNA,
        decided_on=NOW.date(),
        official="Themis Krit",
        laboratory="Institute of Phthia",
        reference="DNA-77",
        established_name="Nikias",
    )
    closed, doubted = opened("2026/16"), opened("2026/17")
    given(closed, portraits[3][2], "harbour.jpg")
    for one in (closed, doubted):
        close_case(case=one, request=established, by=supervisor, now=NOW)
    reopen_case(case=doubted, reason="The sample was of another body.", by=supervisor, now=NOW)
    custody, expired = opened("2026/18", CaseKind.CUSTODY), opened("2026/19")
    renew_case(
        case=custody,
        expires_on=(NOW + timedelta(days=60)).date(),
        authority="Prosecutor of Ithaca, order of renewal 2",
        by=registrar,
        now=NOW,
    )
    Case.objects.filter(pk=expired.pk).update(expires_on=(NOW - timedelta(days=1)).date())

    # Lists whose answer is known, of the examiner who is at work.
    tested = Assignment.objects.get(examination=waiting, seat=Seat.FIRST).examiner
    for number in range(3):
        submit(make_known_answer_list, by=operator, about=tested.id, examiner=str(tested.id), seed=f"tour {number}")
    work()
    for tests in Examination.objects.filter(known_answer__isnull=False):
        complete(tests, Seat.FIRST, default=1)

    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.write(portraits[4][2], "Somebody/new.jpg")
        file.writestr("Somebody/text.jpg", "no photograph")
    share_gallery(gallery=gallery, agency="Second agency", by=manager)
    order = order_import(
        gallery=gallery,
        handed_in=HandedIn(
            archive=UploadedFile(name="handed in.zip", pieces=[archive.getvalue()]), basis=parse_basis("family:form 12")
        ),
        by=manager,
    )
    work()
    receipt = erase_subject(subject=Subject.objects.get(label="Somebody"), by=manager)
    work()
    hold = set_hold(
        kind=HoldKind.GALLERY, about=gallery.uuid, reason="Trial 4/26 before the court of Ithaca", by=supervisor
    )
    token = invite(roles=[Role.EXAMINER, Role.SUPERVISOR], display_name="Ірина", by=actor("administrator"))
    key, _secret = create_key(
        name="nightly", purpose="counts", scopes=[Right.READ_CASES], expires_at=NOW + timedelta(days=9), by=registrar
    )
    verification = submit(verify_audit_log, by=actor("auditor"))
    work()

    differing = next(
        position
        for position, candidate in enumerate(
            Assignment.objects.get(examination=examination, seat=Seat.FIRST).order, start=1
        )
        if settled.candidates.get(pk=candidate).particulars.label == labels[1]
    )
    first, second = (Assignment.objects.get(examination=examination, seat=seat) for seat in (Seat.FIRST, Seat.SECOND))
    noted, unnoted = (Assignment.objects.get(examination=waiting, seat=seat) for seat in (Seat.FIRST, Seat.SECOND))
    faceless = CasePhotograph.objects.get(file_name="blurred.jpg")
    crowd = CasePhotograph.objects.get(file_name="two faces.jpg")
    subject = Subject.objects.get(label=labels[0])
    print(
        json.dumps(
            {
                "things": {
                    "case": case.id,
                    "user": people["registrar"].id,
                    "person": people["examiner-one"].id,
                    "search": settled.id,
                    "comparison": Comparison.objects.get().id,
                    "exclusion": Exclusion.objects.first().id,
                    "assignment": noted.id,
                    "examination": examination.id,
                    "position": differing,
                    "gallery": gallery.uuid,
                    "subject": subject.uuid,
                    "run": EnrolmentRun.objects.order_by("started_at").last().id,
                    "hold": hold.id,
                    "receipt": receipt.id,
                    "agency": people["foreign-manager"].agency_id,
                    "invitation": open_invitations(actor("administrator"))[0].id,
                    "token": token,
                    "key": key.id,
                    "job": settled.id,
                    "photograph": photographs[0].id,
                    "import": order.id,
                    "original": subject.references.first().photograph_id,
                    "face": photographs[0].face_id,
                },
                "examiner": noted.examiner.username,
                "states": [
                    ["registrar", f"/cases/open/?kind={CaseKind.CUSTODY}"],
                    ["registrar", f"/cases/{case.id}/photographs/{faceless.id}/"],
                    ["registrar", f"/cases/{case.id}/photographs/{crowd.id}/"],
                    ["registrar", f"/cases/{custody.id}/"],
                    ["registrar", f"/cases/{expired.id}/"],
                    ["registrar", f"/cases/{closed.id}/"],
                    ["registrar", f"/cases/{closed.id}/photographs/"],
                    ["registrar", f"/cases/{custody.id}/photographs/"],
                    ["supervisor", f"/cases/{closed.id}/closing/"],
                    ["supervisor", f"/cases/{doubted.id}/closing/"],
                    ["registrar", f"/examinations/searches/{again.id}/"],
                    ["registrar", f"/examinations/searches/{again.id}/open/"],
                    ["supervisor", f"/searches/{again.id}/scored/"],
                    ["supervisor", "/"],
                    ["supervisor", "/examinations/"],
                    ["registrar", f"/examinations/searches/{waiting.search_id}/"],
                    [unnoted.examiner.username, f"/examinations/lists/{unnoted.id}/notes/"],
                    [unnoted.examiner.username, f"/examinations/lists/{unnoted.id}/"],
                    [first.examiner.username, f"/examinations/lists/{first.id}/"],
                    [first.examiner.username, f"/examinations/lists/{first.id}/candidates/1/"],
                    [first.examiner.username, f"/examinations/lists/{first.id}/candidates/1/?revise=1"],
                    [second.examiner.username, f"/examinations/lists/{second.id}/notes/?revise=1"],
                    [noted.examiner.username, "/"],
                    ["auditor", "/"],
                    ["administrator", "/"],
                    ["gallery-manager", "/"],
                ],
                "refusals": [
                    ["registrar", "/people/", 403],
                    ["administrator", f"/cases/{case.id}/", 403],
                    ["registrar", "/nothing/", 404],
                    ["", "/nothing/", 404],
                    ["foreign-manager", f"/galleries/{gallery.uuid}/", 404],
                    ["registrar", f"/searches/new/{expired.id}/", 200],
                    ["gallery-manager", f"/galleries/{gallery.uuid}/erase/", 200],
                ],
            },
            default=str,
        )
    )
