"""A person's own jobs in the browser."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from antigone.casework.accounts.models import User
from antigone.casework.accounts.roles import Role
from antigone.casework.audit import Door
from antigone.casework.jobs.models import Job, JobState
from antigone.web.jobs.standing import standing_of
from builders.people import agency, person

pytestmark = pytest.mark.django_db

SEARCH = "antigone.casework.searches.tasks.search"


@pytest.fixture
def registrar(client: Client) -> User:
    user = person(agency(), Role.REGISTRAR)
    client.force_login(user)
    return user


def job(of: User, task: str = "a.room.tasks.thing", **fields: object) -> Job:
    standing = {"door": Door.WEB.value, "created_at": timezone.now(), **fields}
    return Job.objects.create(agency=of.agency, owner=of, task=task, **standing)


def running(of: User, *, seconds: int, **fields: object) -> Job:
    began = timezone.now() - timedelta(seconds=seconds)
    return job(of, state=JobState.RUNNING, started_at=began, **fields)


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_a_running_job_shows_how_far_it_is_and_asks_for_news(client: Client, registrar: User) -> None:
    it = running(registrar, seconds=3000, done=500, total=700, note="photographs")
    shown = text(client, f"/jobs/{it.id}/")
    assert 'max="700" value="500"' in shown
    assert "500 of 700" in shown
    assert "photographs · " in shown
    assert "about 20 minutes left" in shown
    assert f'hx-get="/jobs/{it.id}/progress/"' in shown


@pytest.mark.parametrize(
    ("seconds", "done", "per_minute", "left"),
    [
        (60, (350, 700), "350 a minute", "about 1 minute left"),
        (60, (690, 700), "690 a minute", "less than a minute left"),
        (60, (1, 200), "1 a minute", "about 3 hours left"),
        (60, (5, None), "5 a minute", ""),
        (60, (0, 9), "", ""),
        (2, (1, 9), "", ""),
    ],
)
def test_rate_and_time_left_are_said_once_they_can_be(
    registrar: User, seconds: int, done: tuple[int, int | None], per_minute: str, left: str
) -> None:
    it = running(registrar, seconds=0, done=done[0], total=done[1])
    assert it.started_at is not None
    standing = standing_of(it, now=it.started_at + timedelta(seconds=seconds))
    assert (standing.per_minute, standing.left) == (per_minute, left)


def test_a_job_that_is_over_asks_no_more_and_says_how_it_ended(client: Client, registrar: User) -> None:
    failed = job(registrar, state=JobState.FAILED, error="The case has expired. Renew it.")
    shown = text(client, f"/jobs/{failed.id}/progress/")
    assert "The case has expired. Renew it." in shown
    assert "hx-get" not in shown
    assert "It was stopped" in text(client, f"/jobs/{job(registrar, state=JobState.STOPPED).id}/")


def test_whoever_waits_for_a_search_is_sent_on_to_its_result(client: Client, registrar: User) -> None:
    search = uuid4()
    done = job(registrar, SEARCH, state=JobState.DONE, result={"search": str(search)})
    assert client.get(f"/jobs/{done.id}/").headers["Location"] == f"/searches/{search}/"
    part = client.get(f"/jobs/{done.id}/progress/", headers={"HX-Request": "true"})
    assert part.headers["HX-Redirect"] == f"/searches/{search}/"
    assert f'href="/searches/{search}/"' in text(client, "/jobs/")


def test_a_waiting_job_is_stopped(client: Client, registrar: User) -> None:
    it = job(registrar)
    assert client.post(f"/jobs/{it.id}/stop/").headers["Location"] == f"/jobs/{it.id}/"
    it.refresh_from_db()
    assert it.state == JobState.STOPPED
    assert client.post(f"/jobs/{it.id}/stop/").status_code == 409


def test_the_list_is_the_persons_own(client: Client, registrar: User) -> None:
    mine = job(registrar)
    theirs = job(person(registrar.agency, Role.SUPERVISOR))
    shown = text(client, "/jobs/")
    assert str(mine.id) in shown
    assert str(theirs.id) not in shown


@pytest.mark.parametrize("part", ["", "progress/"])
def test_somebody_elses_job_is_not_there(client: Client, registrar: User, part: str) -> None:
    theirs = job(person(registrar.agency, Role.SUPERVISOR))
    assert client.get(f"/jobs/{theirs.id}/{part}").status_code == 404
    assert client.post(f"/jobs/{theirs.id}/stop/").status_code == 404
    theirs.refresh_from_db()
    assert not theirs.asked_to_stop
