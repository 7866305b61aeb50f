"""Last days to keep people, and particulars put right."""

import json
from datetime import date
from uuid import uuid4

import pytest

from antigone.casework.accounts.roles import Role
from antigone.casework.audit import Actor, Door
from antigone.casework.audit.models import Event
from antigone.casework.galleries.corrections import correct_subject
from antigone.casework.galleries.models import Gallery, Subject
from antigone.casework.galleries.persons import facts_of
from antigone.casework.galleries.retention import due_for_erasure, keep_gallery_until, keep_subject_until
from antigone.casework.galleries.services import ensure_gallery
from antigone.casework.galleries.sources import SubjectFacts
from antigone.engine.errors import Forbidden, UsageError
from casework.galleries.builders import operator

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 1)
YESTERDAY = date(2026, 2, 28)


@pytest.fixture
def by() -> Actor:
    return operator()


@pytest.fixture
def gallery(by: Actor) -> Gallery:
    gallery = ensure_gallery(name="missing", by=by)
    for name in ("Anna", "Borys"):
        Subject.objects.create(gallery=gallery, identifier=name, label=name)
    return gallery


def due(by: Actor) -> list[str]:
    return [subject.label for subject in due_for_erasure(by, TODAY)]


def test_people_are_due_on_the_day_after_the_last(gallery: Gallery, by: Actor) -> None:
    assert due(by) == []
    keep_gallery_until(gallery=gallery, until=TODAY, by=by)
    assert due(by) == []
    keep_gallery_until(gallery=gallery, until=YESTERDAY, by=by)
    assert due(by) == ["Anna", "Borys"]
    assert json.loads(Event.objects.order_by("seq").last().payload) == {
        "kind": "gallery",
        "about": str(gallery.uuid),
        "until": "2026-02-28",
    }


def test_a_persons_own_day_goes_before_the_gallerys(gallery: Gallery, by: Actor) -> None:
    anna = gallery.subjects.get(label="Anna")
    keep_subject_until(subject=anna, until=date(2025, 1, 1), by=by)
    assert due(by) == ["Anna"]
    keep_gallery_until(gallery=gallery, until=YESTERDAY, by=by)
    keep_subject_until(subject=anna, until=date(2030, 1, 1), by=by)
    assert due(by) == ["Borys"]
    keep_subject_until(subject=anna, until=None, by=by)
    assert due(by) == ["Anna", "Borys"]


def test_another_agency_sees_nobody_due(gallery: Gallery, by: Actor) -> None:
    keep_gallery_until(gallery=gallery, until=YESTERDAY, by=by)
    assert due(Actor(user=by.user, agency=uuid4(), door=by.door)) == []


def test_who_may_not_write_galleries_sets_no_day_and_corrects_nobody(gallery: Gallery, by: Actor) -> None:
    supervisor = Actor(user=by.user, agency=by.agency, door=Door.WEB, roles=frozenset({Role.SUPERVISOR.value}))
    anna = gallery.subjects.get(label="Anna")
    with pytest.raises(Forbidden):
        keep_gallery_until(gallery=gallery, until=TODAY, by=supervisor)
    with pytest.raises(Forbidden):
        correct_subject(subject=anna, facts=facts_of(anna), by=supervisor)


def test_a_correction_says_in_the_log_what_changed_and_not_to_what(gallery: Gallery, by: Actor) -> None:
    anna = gallery.subjects.get(label="Anna")
    facts = SubjectFacts(
        identifier="Anna", label="Ганна", sex="female", born_from=date(1980, 1, 1), born_to=date(1980, 12, 31)
    )
    assert correct_subject(subject=anna, facts=facts, by=by) == ["label", "sex", "born_from", "born_to"]
    anna.refresh_from_db()
    assert (anna.label, anna.sex, anna.born_to) == ("Ганна", "female", date(1980, 12, 31))
    last = Event.objects.order_by("seq").last()
    assert json.loads(last.payload)["fields"] == "label, sex, born_from, born_to"
    assert "Ганна" not in last.payload
    assert correct_subject(subject=anna, facts=facts, by=by) == []
    assert Event.objects.order_by("seq").last() == last


def test_a_person_keeps_an_identifier_and_a_name(gallery: Gallery, by: Actor) -> None:
    anna = gallery.subjects.get(label="Anna")
    for facts in (SubjectFacts(identifier="Borys", label="Anna"), SubjectFacts(identifier="Anna", label=" ")):
        with pytest.raises(UsageError, match="keeps their identifier"):
            correct_subject(subject=anna, facts=facts, by=by)
