"""Who has seen a list with its scores."""

import json
from pathlib import Path

import pytest

from antigone.casework.accounts.models import Agency
from antigone.casework.accounts.roles import Role
from antigone.casework.audit import Actor, Door
from antigone.casework.audit.models import Event
from antigone.casework.searches.models import ScoredListView, Search
from antigone.casework.searches.seen import has_seen, record_view
from antigone.casework.searches.services import run_search
from antigone.engine.errors import Forbidden
from builders.people import person
from casework.galleries.builders import operator
from casework.recognition.builders import recogniser
from casework.searches.builders import NOON, case, enrol, photograph, request, session

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def by() -> Actor:
    return operator()


def searched(home: Path, folder: Path, *, by: Actor, asked_by: Actor) -> Search:
    of = recogniser()
    enrol(folder / "given", "Anna", of=of, by=by)
    asked = request(case(by), photograph(folder, "Anna found"))
    return run_search(session(home, of, by), asked, by=asked_by, clock=lambda: NOON)


def colleague(*roles: Role, of: Actor) -> Actor:
    return person(Agency.objects.get(pk=of.agency), *roles).actor(Door.WEB)


def test_the_command_line_shows_what_it_makes(antigone_home: Path, tmp_path: Path, by: Actor) -> None:
    found = searched(antigone_home, tmp_path, by=by, asked_by=by)
    view = ScoredListView.objects.get()
    assert (view.search, view.user_id, view.door, view.at) == (found, by.user, "cli", NOON)
    assert has_seen(found, by.user)


def test_a_list_made_for_the_browser_has_been_seen_by_nobody(antigone_home: Path, tmp_path: Path, by: Actor) -> None:
    registrar = colleague(Role.REGISTRAR, of=by)
    found = searched(antigone_home, tmp_path, by=by, asked_by=registrar)
    assert not has_seen(found, registrar.user)


def test_opening_is_kept_and_logged_once(antigone_home: Path, tmp_path: Path, by: Actor) -> None:
    found = searched(antigone_home, tmp_path, by=by, asked_by=colleague(Role.REGISTRAR, of=by))
    supervisor = colleague(Role.SUPERVISOR, of=by)
    first = record_view(search=found, by=supervisor, clock=lambda: NOON)
    assert record_view(search=found, by=supervisor) == first
    assert has_seen(found, supervisor.user)
    (event,) = Event.objects.filter(name="searches.list.opened")
    assert json.loads(event.payload) == {"search": str(found.id), "case": str(found.case_id)}


def test_an_examiner_cannot_open_it(antigone_home: Path, tmp_path: Path, by: Actor) -> None:
    found = searched(antigone_home, tmp_path, by=by, asked_by=colleague(Role.REGISTRAR, of=by))
    examiner = colleague(Role.EXAMINER, of=by)
    with pytest.raises(Forbidden):
        record_view(search=found, by=examiner)
    assert not has_seen(found, examiner.user)
