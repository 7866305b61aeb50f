"""What those see who see to examinations: opening, progress, decisions, error rates."""

from pathlib import Path

import pytest
from django.test import Client

from antigone.casework.accounts.models import User
from antigone.casework.accounts.roles import Role
from antigone.casework.examinations.models import Assignment, Examination, Resolution, Seat
from builders.people import agency, person
from casework.examinations.builders import Bench, bench, complete

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(tmp_path: Path, antigone_home: Path) -> Bench:
    made = bench(tmp_path, antigone_home)
    for name in ("one", "two"):
        made.examiner(name)
    return made


def supervisor(work: Bench) -> User:
    return User.objects.get(pk=work.supervisor().user)


def test_a_registrar_gives_a_list_to_examiners(client: Client, work: Bench) -> None:
    search = work.search()
    client.force_login(User.objects.get(pk=work.registrar.user))
    assert "Nobody examines this list yet." in client.get(f"/examinations/searches/{search.id}/").content.decode()
    page = client.get(f"/examinations/searches/{search.id}/open/").content.decode()
    assert "Let it be drawn" in page
    one = work.users["one"]
    answer = client.post(f"/examinations/searches/{search.id}/open/", {"first": str(one.id)})
    assert answer.headers["Location"] == f"/examinations/searches/{search.id}/"
    assert Assignment.objects.get(seat=Seat.FIRST).examiner == one


def test_before_both_are_done_there_is_progress_and_no_opinion(client: Client, work: Bench) -> None:
    examination = work.opened()
    complete(examination, Seat.FIRST, Anna=3)
    client.force_login(supervisor(work))
    page = client.get(f"/examinations/searches/{examination.search_id}/").content.decode()
    assert "4 of 4 candidates examined" in page
    assert "Opinions are shown to nobody before both examiners are done." in page
    assert "Potential candidate" not in page
    assert client.get(f"/examinations/{examination.id}/candidates/1/").status_code == 404


def disagreed(work: Bench) -> Examination:
    examination = work.opened()
    complete(examination, Seat.FIRST, Anna=3)
    complete(examination, Seat.SECOND)
    return examination


def test_a_supervisor_decides_between_two(client: Client, work: Bench) -> None:
    examination = disagreed(work)
    client.force_login(supervisor(work))
    waiting = client.get("/examinations/").content.decode()
    assert "Potential candidate · Not a candidate" in waiting
    place = next(p for p in range(1, 5) if f"/examinations/{examination.id}/candidates/{p}/" in waiting)
    address = f"/examinations/{examination.id}/candidates/{place}/"
    page = client.get(address).content.decode()
    assert "two opinions" in page
    assert '<th scope="row">9 Nose' in page

    assert "This field is required." in client.post(address, {"outcome": "", "reason": ""}).content.decode()
    client.post(address, {"outcome": "potential_candidate", "reason": "The ear decides."})
    assert Resolution.objects.get(how="arbitration").reason == "The ear decides."
    results = client.get(f"/examinations/searches/{examination.search_id}/").content.decode()
    assert "Decided by a supervisor" in results
    assert "Anna" in results


def test_a_disagreement_can_end_inconclusive(client: Client, work: Bench) -> None:
    examination = disagreed(work)
    client.force_login(supervisor(work))
    waiting = client.get("/examinations/").content.decode()
    place = next(p for p in range(1, 5) if f"/examinations/{examination.id}/candidates/{p}/" in waiting)
    client.post(f"/examinations/{examination.id}/candidates/{place}/", {"outcome": "", "reason": "Too dark to say."})
    assert Resolution.objects.get(reason="Too dark to say.").outcome == "inconclusive"


def test_only_a_supervisor_of_the_agency_decides(client: Client, work: Bench) -> None:
    examination = disagreed(work)
    stranger = person(agency("Elsewhere"), Role.SUPERVISOR, name="stranger")
    for user, status in ((work.users["one"], 403), (User.objects.get(pk=work.registrar.user), 403), (stranger, 404)):
        client.force_login(user)
        assert client.get(f"/examinations/{examination.id}/candidates/1/").status_code == status


def test_an_empty_seat_is_shown_with_its_reason_and_can_be_filled(client: Client, work: Bench) -> None:
    User.objects.filter(pk=work.users["two"].pk).update(is_active=False)
    examination = work.opened()
    client.force_login(supervisor(work))
    assert "Look again" in client.get("/examinations/").content.decode()
    work.examiner("three")
    client.post(f"/examinations/{examination.id}/seats/")
    assert "Every list has its examiners." in client.get("/examinations/").content.decode()


def test_error_rates_are_the_supervisors_and_ones_own(client: Client, work: Bench) -> None:
    client.force_login(supervisor(work))
    page = client.get("/examinations/error-rates/").content.decode()
    assert "one" in page
    assert "two" in page
    client.force_login(work.users["one"])
    assert client.get("/examinations/error-rates/").status_code == 403
    own = client.get("/examinations/error-rates/own/").content.decode()
    assert '<th scope="row"><bdi>one</bdi></th>' in own
    assert '<th scope="row"><bdi>two</bdi></th>' not in own
