"""Legal holds: nothing under one is erased, by whatever way it is tried."""

from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from antigone.casework.accounts.roles import Role
from antigone.casework.audit import Actor, Door
from antigone.casework.audit.models import Event, Salt
from antigone.casework.cases.models import Case, CaseKind
from antigone.casework.cases.services import CaseRequest, open_case
from antigone.casework.galleries.holds import hold_by_id, holds_on, lift_hold, set_hold, standing_holds
from antigone.casework.galleries.models import Gallery, HoldKind, LegalHold
from antigone.casework.galleries.services import erase_gallery, erase_subject
from antigone.casework.searches.erasure import erase_case
from antigone.engine.errors import Forbidden, NotFound, StateError, UsageError
from casework.galleries.builders import enrol_folder, operator, put

pytestmark = pytest.mark.django_db(transaction=True)

REASON = "Court of Kyiv, order 7"


@pytest.fixture
def by() -> Actor:
    return operator()


@pytest.fixture
def gallery(tmp_path: Path, by: Actor) -> Gallery:
    enrol_folder(put(tmp_path / "given", Anna__1=b"A", Borys__1=b"B"), by=by)
    return Gallery.objects.get()


def test_a_held_person_stays_and_holds_the_gallery(gallery: Gallery, by: Actor) -> None:
    anna, borys = gallery.subjects.order_by("identifier")
    hold = set_hold(kind=HoldKind.SUBJECT, about=anna.uuid, reason=f" {REASON} ", by=by)
    with pytest.raises(StateError, match=REASON):
        erase_subject(subject=anna, by=by)
    with pytest.raises(StateError, match=REASON):
        erase_gallery(gallery=gallery, by=by)
    assert gallery.subjects.count() == 2
    erase_subject(subject=borys, by=by)
    lift_hold(hold=hold, reason="Order 7 was withdrawn", by=by)
    erase_subject(subject=anna, by=by)
    assert not gallery.subjects.exists()


def test_a_held_gallery_holds_everybody_in_it(gallery: Gallery, by: Actor) -> None:
    set_hold(kind=HoldKind.GALLERY, about=gallery.uuid, reason=REASON, by=by)
    with pytest.raises(StateError, match=REASON):
        erase_subject(subject=gallery.subjects.first(), by=by)
    with pytest.raises(StateError, match=REASON):
        erase_gallery(gallery=gallery, by=by)


def test_a_held_case_stays(by: Actor) -> None:
    request = CaseRequest(
        number="X-1",
        kind=CaseKind.DECEASED,
        authority="Prosecutor",
        purpose="Identification",
        legal_basis="Article 7",
        expires_on=date(2027, 1, 1),
    )
    case = open_case(request=request, by=by, now=datetime(2026, 3, 1, tzinfo=UTC))
    set_hold(kind=HoldKind.CASE, about=case.id, reason=REASON, by=by)
    with pytest.raises(StateError, match=REASON):
        erase_case(case=case, by=by)
    assert Case.objects.filter(pk=case.pk).exists()


def test_two_holds_are_lifted_one_by_one(gallery: Gallery, by: Actor) -> None:
    first, second = (
        set_hold(kind=HoldKind.GALLERY, about=gallery.uuid, reason=reason, by=by) for reason in ("one", "two")
    )
    lift_hold(hold=first, reason="over", by=by)
    with pytest.raises(StateError, match="two"):
        erase_gallery(gallery=gallery, by=by)
    with pytest.raises(StateError, match="lifted already"):
        lift_hold(hold=first, reason="again", by=by)
    assert list(standing_holds(by)) == [second]
    assert {hold.lifted_because for hold in holds_on(by, gallery.uuid)} == {"", "over"}


def test_what_was_held_takes_its_reasons_along(gallery: Gallery, by: Actor) -> None:
    anna = gallery.subjects.get(identifier="Anna")
    hold = set_hold(kind=HoldKind.SUBJECT, about=anna.uuid, reason="Anna's mother asked", by=by)
    lift_hold(hold=hold, reason="Anna's mother agreed", by=by)
    erase_subject(subject=anna, by=by)
    assert not LegalHold.objects.exists()
    assert not Salt.objects.filter(owner=hold.id).exists()
    assert "mother" not in "".join(Event.objects.values_list("payload", flat=True))


def test_only_a_supervisor_holds_and_only_with_a_reason(gallery: Gallery, by: Actor) -> None:
    manager = Actor(user=by.user, agency=by.agency, door=Door.WEB, roles=frozenset({Role.GALLERY_MANAGER.value}))
    with pytest.raises(Forbidden):
        set_hold(kind=HoldKind.GALLERY, about=gallery.uuid, reason=REASON, by=manager)
    with pytest.raises(UsageError, match="Give the reason"):
        set_hold(kind=HoldKind.GALLERY, about=gallery.uuid, reason="  ", by=by)
    hold = set_hold(kind=HoldKind.GALLERY, about=gallery.uuid, reason=REASON, by=by)
    with pytest.raises(Forbidden):
        lift_hold(hold=hold, reason="no", by=manager)
    stranger = Actor(user=by.user, agency=uuid4(), door=Door.WEB)
    with pytest.raises(NotFound, match="no such hold"):
        hold_by_id(stranger, hold.id)
