"""The similarity map of a pair: asked for, made by a worker, kept, and gone with either photograph."""

from pathlib import Path
from unittest.mock import Mock

import pytest
from django.test import Client

from antigone.casework.accounts.models import Agency
from antigone.casework.evidence import pairs
from antigone.casework.evidence.pairs import keep_pair, kept_pair
from antigone.casework.evidence.pictures import forget_pictures, kept_pictures
from antigone.casework.examinations.models import Assignment, Seat
from antigone.casework.jobs.models import Job
from antigone.casework.reports import overlays
from builders.jobs import work
from casework.examinations.builders import Bench, actor_of, bench, with_notes

pytestmark = pytest.mark.django_db


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """The photographs of these tests are no pictures: what would be drawn of them."""
    made = Mock(return_value=b"a map")
    monkeypatch.setattr(overlays, "_drawn", made)
    return made


@pytest.fixture
def opened(tmp_path: Path, antigone_home: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    made = bench(tmp_path, antigone_home)
    for name in ("one", "two"):
        made.examiner(name)
    monkeypatch.setattr(overlays, "_recogniser", lambda: made.of)
    # By chance, a list with a known answer would be due, too, and its job be counted.
    Agency.objects.update(seeds_known_answers=False)
    made.opened()
    return made


def address_of_map(client: Client, of: Bench, *, locked: bool = True) -> str:
    examination = of.case.searchs.get().examination
    _examiner, assignment = with_notes(examination) if locked else actor_of(examination, Seat.FIRST)
    client.force_login(assignment.examiner)
    return f"/examinations/lists/{assignment.id}/candidates/1/map/0/0/"


def test_it_is_made_once_and_shown_when_it_is_there(client: Client, opened: Bench, drawn: Mock) -> None:
    address = address_of_map(client, opened)
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 202
    assert client.post(address).status_code == 202
    waiting = client.get(address)
    assert (waiting.status_code, waiting.headers["Cache-Control"]) == (202, "no-store")
    assert not drawn.called
    assert Job.objects.count() == 1
    work()
    shown = client.get(address)
    assert (shown.content, shown.headers["Content-Type"]) == (b"a map", "image/png")
    assert "private" in shown.headers["Cache-Control"]
    client.post(address)
    assert (Job.objects.count(), drawn.call_count) == (1, 1)


def test_why_there_is_none_is_said_and_it_can_be_asked_for_again(
    client: Client, opened: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = address_of_map(client, opened)
    monkeypatch.setattr(overlays, "explain", lambda *_faces, recogniser: None)
    client.post(address)
    work()
    failed = client.get(address)
    assert failed.status_code == 409
    assert "originals is missing" in failed.content.decode()
    assert client.post(address).status_code == 202


def test_before_the_notes_and_to_others_there_is_no_map(client: Client, opened: Bench) -> None:
    address = address_of_map(client, opened, locked=False)
    assert client.post(address).status_code == 409
    client.force_login(Assignment.objects.get(seat=Seat.SECOND).examiner)
    assert client.post(address).status_code == 404
    assert not Job.objects.exists()


def test_it_goes_with_either_photograph(client: Client, opened: Bench, drawn: Mock) -> None:
    address = address_of_map(client, opened)
    for side in ("probe", "reference"):
        client.post(address)
        work()
        assert client.get(address).status_code == 200
        search = opened.case.searchs.get()
        first, second = (one.photograph.sha256 for one in drawn.call_args.args[:2])
        assert first == search.probes.get().photograph.sha256
        sha256 = {"probe": first, "reference": second}[side]
        assert len(kept_pictures(sha256)) == 1
        forget_pictures(sha256)
        assert client.get(address).status_code == 404


def test_the_oldest_go_where_there_are_many_and_none_is_kept_of_what_is_gone(
    opened: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pairs, "MOST", 3)
    hashes = [one.photograph.sha256 for one in opened.case.searchs.get().probes.all()]
    for number in range(5):
        keep_pair(hashes[0], hashes[0], str(number), b"a map")
    assert len(kept_pictures(hashes[0])) == 3
    keep_pair(hashes[0], "0" * 64, "gone", b"a map")
    assert kept_pair(hashes[0], "0" * 64, "gone") is None
