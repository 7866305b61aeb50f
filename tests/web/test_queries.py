"""Main pages ask the database a bounded number of questions, the same however much there is to show."""

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from antigone.casework.accounts.models import User
from antigone.casework.accounts.roles import Role
from antigone.casework.cases.models import CaseMembership
from antigone.casework.examinations.models import Assignment, Seat
from antigone.casework.galleries.models import Gallery, Subject
from builders.people import person
from casework.examinations.builders import Bench, bench, complete
from casework.searches.builders import NOON, case, case_photograph, enrol

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(tmp_path: Path, antigone_home: Path) -> Bench:
    made = bench(tmp_path, antigone_home)
    for name in ("one", "two"):
        made.examiner(name)
    fill(made, 1)
    return made


def fill(work: Bench, turn: int) -> None:
    """Of everything that pages list, more: people, cases, photographs, searches, lists, two examiners who differ."""
    enrol(work.folder / f"more {turn}", *(f"Person {turn} {number}" for number in range(3)), of=work.of, by=work.by)
    for number in range(2):
        another = case(work.by, f"UA-{turn}-{number}")
        CaseMembership.objects.create(
            case=another, user_id=work.registrar.user, added_by_id=work.by.user, added_at=NOON
        )
    for number in range(2):
        name = f"probe {turn} {number}"
        case_photograph(work.case, f"Anna {name}", by=work.by, name=name, read_with=work.of)
        work.search(f"Anna {name}", name=name)
        differing = work.opened(work.search(f"Borys {name}", name=name), start=10 * turn + number)
        complete(differing, Seat.FIRST, default=2)
        complete(differing, Seat.SECOND, default=-2)
        work.opened(work.search(f"Chen {name}", name=name), start=100 * turn + number)


def addresses(work: Bench) -> dict[tuple[str, str], tuple[User, str]]:
    """By role and what it is called: who opens it, and where."""
    gallery, agency = Gallery.objects.get(), work.case.agency
    staff = {role: person(agency, role) for role in (Role.SUPERVISOR, Role.GALLERY_MANAGER, Role.AUDITOR)}
    staff[Role.REGISTRAR] = User.objects.get(pk=work.registrar.user)
    staff[Role.EXAMINER] = work.users["one"]
    at_work = Assignment.objects.filter(examiner=staff[Role.EXAMINER], completed_at=None).first()
    done = Assignment.objects.filter(examiner=staff[Role.EXAMINER], completed_at__isnull=False).first()
    assert at_work is not None
    assert done is not None
    search, subject = done.examination.search_id, Subject.objects.filter(gallery=gallery).first()
    assert subject is not None
    of_case, of_gallery = f"/cases/{work.case.id}/", f"/galleries/{gallery.uuid}/"
    pages = {
        Role.REGISTRAR: {
            "start": "/",
            "cases": "/cases/",
            "case": of_case,
            "photographs": f"{of_case}photographs/",
            "searches": f"/searches/of/{work.case.id}/",
            "ask": f"/searches/new/{work.case.id}/",
            "result": f"/searches/{search}/",
            "progress": f"/examinations/searches/{search}/",
            "tasks": "/jobs/",
        },
        Role.EXAMINER: {
            "start": "/",
            "lists": "/examinations/",
            "list": f"/examinations/lists/{done.id}/",
            "sheet": f"/examinations/lists/{done.id}/candidates/1/",
            "notes": f"/examinations/lists/{at_work.id}/notes/",
        },
        Role.SUPERVISOR: {
            "start": "/",
            "overview": "/overview/",
            "work": "/examinations/",
            "decision": f"/examinations/{done.examination_id}/candidates/1/",
            "rates": "/examinations/error-rates/",
        },
        Role.GALLERY_MANAGER: {
            "start": "/",
            "galleries": "/galleries/",
            "gallery": of_gallery,
            "found": f"{of_gallery}?containing=person",
            "person": f"{of_gallery}subjects/{subject.uuid}/",
            "enrolments": f"{of_gallery}enrolments/",
        },
        Role.AUDITOR: {"start": "/", "log": "/log/", "named": "/log/?name=searches.search.run"},
    }
    return {
        (role.value, name): (staff[role], address) for role, named in pages.items() for name, address in named.items()
    }


def questions(user: User, address: str) -> int:
    client = Client()
    client.force_login(user)
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200, address
    return len(asked)


MOST = 25
"""Of any main page, session, person and agency included."""


def test_no_page_asks_more_where_there_is_more(work: Bench) -> None:
    pages = addresses(work)
    before = {page: questions(*where) for page, where in pages.items()}
    for turn in (2, 3):
        fill(work, turn)
    after = {page: questions(*where) for page, where in pages.items()}
    assert {page: (before[page], after[page]) for page in pages if after[page] > before[page]} == {}
    assert {page: number for page, number in after.items() if number > MOST} == {}
