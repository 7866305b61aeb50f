"""An examination through the API alone: two examiners' keys, blind until they are done, and what others hear of it."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from antigone.casework.accounts.models import User
from antigone.casework.accounts.roles import Role
from antigone.casework.audit import Door
from antigone.casework.cases.models import CaseMembership
from antigone.casework.examinations.components import Component
from antigone.casework.examinations.models import Assignment, Seat
from antigone.casework.galleries.models import Subject
from antigone.casework.searches.exclusions import exclude
from antigone.casework.searches.models import FrozenCandidate
from antigone.casework.webhooks.models import Delivery, WebhookEvent
from antigone.casework.webhooks.services import create_webhook
from builders.calls import Program, program
from builders.people import person
from casework.examinations.builders import NOON, Bench, bench, position_of

pytestmark = pytest.mark.django_db

NOTES = {"components": {part.value: {"visible": True, "text": "as seen"} for part in Component}, "limits": []}
FINDINGS = {part.value: {"finding": "similar"} for part in Component}


@pytest.fixture
def work(tmp_path: Path, antigone_home: Path) -> Bench:
    made = bench(tmp_path, antigone_home)
    for name in ("one", "two"):
        made.examiner(name)
    return made


def registrar_of(work: Bench) -> Program:
    return program(User.objects.get(pk=work.registrar.user))


def examiner_of(seat: Seat) -> tuple[Program, Assignment]:
    assignment = Assignment.objects.get(seat=seat)
    return program(assignment.examiner), assignment


def done(response: Any, status: int = 200) -> Any:
    assert response.status_code == status, response.content.decode()
    return response.json()


def sign(call: Program, assignment: Assignment, *, default: int = -2, **conclusions: int) -> list[str]:
    """Notes and every sheet; gives each answer as it came over the wire, the last one apart: it reveals."""
    at = f"/assignments/{assignment.id}"
    said = [call(*asked) for asked in (("GET", at), ("PUT", f"{at}/notes", NOTES), ("POST", f"{at}/notes/lock"))]
    labels = dict(FrozenCandidate.objects.values_list("pk", "particulars__label"))
    for position, key in enumerate(assignment.order, start=1):
        sheet = {"findings": FINDINGS, "conclusion": conclusions.get(labels[key], default), "remark": ""}
        said += [call.get(at), call("PUT", f"{at}/sheets/{position}", sheet), call.get(f"{at}/sheets/{position}")]
        last = call.post(f"{at}/sheets/{position}/lock")
        if position < len(assignment.order):
            said.append(last)
    for response in (*said, last):
        assert response.status_code == 200, response.content.decode()
    return [response.content.decode() for response in said]


def test_two_examiners_and_a_supervisor_carry_a_list_through(work: Bench) -> None:
    search = work.search()
    opened = done(registrar_of(work).post(f"/searches/{search.id}/examination", {}), 201)
    first, one = examiner_of(Seat.FIRST)
    second, two = examiner_of(Seat.SECOND)
    sign(first, one, Anna=3)
    done(registrar_of(work).get(f"/searches/{search.id}/examination"))
    sign(second, two, Anna=-2)
    supervisor = program(person(work.case.agency, Role.SUPERVISOR))
    (waiting,) = done(supervisor.get("/arbitrations"))
    at = f"/examinations/{opened['id']}/arbitrations/{waiting['position']}"
    assert waiting["position"] == position_of(one, "Anna")
    shown = done(supervisor.get(at))
    assert sorted(entry["opinions"][-1]["conclusion"] for entry in shown["opinions"]) == [-2, 3]
    assert first.get(at).status_code == 403
    decided = done(supervisor.post(at, {"outcome": "not_a_candidate", "reason": "The ears differ."}))
    assert decided["resolution"]["reason"] == "The ears differ."
    assert done(supervisor.get("/arbitrations")) == []
    assert supervisor.post(at, {"outcome": None, "reason": ""}).status_code in {400, 409, 422}


def test_nothing_that_leads_the_eye_is_in_what_an_examiner_is_sent(work: Bench) -> None:
    search = work.search()
    done(registrar_of(work).post(f"/searches/{search.id}/examination", {}), 201)
    first, one = examiner_of(Seat.FIRST)
    second, two = examiner_of(Seat.SECOND)
    sign(first, one, Anna=3)
    said = sign(second, two)
    raw = "".join(said)
    never = {
        '"rank"', '"label"', '"identifier"', '"figures"', "probe.jpg", str(search.id), str(one.id), str(work.case.id),
        work.case.number, str(one.examiner_id),
        *(str(part) for row in Subject.objects.values_list("uuid", "label", "identifier") for part in row),
        *(f"{score:.6f}"[:8] for score in search.candidates.values_list("score", flat=True)),
    }  # fmt: skip
    assert [word for word in never if word in raw] == []
    # Signed to the last sheet, they see whom they have compared.
    assert "Anna" in second.get(f"/assignments/{two.id}").content.decode()


def test_notes_come_before_candidates_and_nothing_is_signed_with_blanks(work: Bench) -> None:
    done(registrar_of(work).post(f"/searches/{work.search().id}/examination", {}), 201)
    call, assignment = examiner_of(Seat.FIRST)
    at = f"/assignments/{assignment.id}"
    assert call.get(f"{at}/sheets/1").status_code == 409
    assert call.get(f"{at}/sheets/1/pictures/0/picture").status_code == 409
    assert call.post(f"{at}/notes/lock").status_code in {400, 409}
    other, _theirs = examiner_of(Seat.SECOND)
    assert other.get(at).status_code == 404
    done(call("PUT", f"{at}/notes", NOTES))
    done(call.post(f"{at}/notes/lock"))
    assert call.post(f"{at}/sheets/1/lock").status_code in {400, 409}


def test_an_examiner_cannot_read_the_list_by_another_way(work: Bench) -> None:
    search = work.search()
    done(registrar_of(work).post(f"/searches/{search.id}/examination", {}), 201)
    call, assignment = examiner_of(Seat.FIRST)
    CaseMembership.objects.create(case=work.case, user=assignment.examiner, added_by_id=work.by.user, added_at=NOON)
    assert call.get(f"/searches/{search.id}/candidates").status_code == 403
    assert call.get(f"/cases/{work.case.id}/exclusions").status_code == 403
    for address in (f"/searches/{search.id}", f"/cases/{work.case.id}/searches", f"/searches/{search.id}/examination"):
        raw = call.get(address).content.decode()
        assert not any(label in raw for label in Subject.objects.values_list("label", flat=True)), address


def test_webhooks_hear_of_the_list_and_of_its_end(work: Bench, settings: Any) -> None:
    settings.ANTIGONE_WEBHOOK_HOSTS = ["hooks.example"]
    search_events = [WebhookEvent.LIST_READY, WebhookEvent.EXAMINATION_COMPLETED]
    people = {"registrar": User.objects.get(pk=work.registrar.user), **work.users}
    for user in people.values():
        create_webhook(url="https://hooks.example/in", events=search_events, by=user.actor(Door.API), now=NOON)
    search = work.search()
    heard = Delivery.objects.filter(event=WebhookEvent.LIST_READY)
    assert {one.webhook.owner for one in heard} == {people["registrar"]}
    assert str(search.id) in str(heard.get().payload)
    done(registrar_of(work).post(f"/searches/{search.id}/examination", {}), 201)
    call, assignment = examiner_of(Seat.FIRST)
    sign(call, assignment, Anna=3)
    ended = {one.webhook.owner: str(one.payload) for one in Delivery.objects.exclude(event=WebhookEvent.LIST_READY)}
    assert set(ended) == {people["registrar"], assignment.examiner}
    assert str(assignment.id) in ended[assignment.examiner]
    assert str(search.id) not in ended[assignment.examiner]
    assert "Anna" not in "".join(ended.values())


def test_a_supervisor_lifts_an_exclusion(work: Bench) -> None:
    supervisor = person(work.case.agency, Role.SUPERVISOR)
    candidate = work.search().candidates.get(particulars__label="Dana")
    excluded = exclude(candidate=candidate, reasons="The ears differ.", by=supervisor.actor(Door.WEB))
    call = program(supervisor)
    (listed,) = done(call.get(f"/cases/{work.case.id}/exclusions"))["items"]
    assert (listed["id"], listed["lifted_at"]) == (str(excluded.id), None)
    at = f"/exclusions/{excluded.id}/lift"
    assert registrar_of(work).post(at, {"reason": "new teeth"}).status_code == 403
    assert done(call.post(at, {"reason": "A new photograph."}))["lift_reason"] == "A new photograph."
    assert call.post(at, {"reason": "again"}).status_code == 409


def test_whoever_examines_a_list_does_not_open_its_scores_whatever_else_they_are(work: Bench, client: Client) -> None:
    search = work.search()
    both = work.examiner("both", Role.REGISTRAR)
    CaseMembership.objects.create(case=work.case, user_id=both.user, added_by_id=work.by.user, added_at=NOON)
    work.opened(search, first=both.user)
    user = User.objects.get(pk=both.user)
    call = program(user)
    assert call.get(f"/searches/{search.id}/candidates").status_code == 403
    client.force_login(user)
    for part in ("scored", "sheet"):
        refused = client.post(f"/searches/{search.id}/{part}/")
        assert (refused.status_code, "You examine a list of this case" in refused.content.decode()) == (403, True), part
    assert client.get(f"/searches/{search.id}/scored/").status_code == 302
    assert not search.views.filter(user=user).exists()
    sign(call, Assignment.objects.get(examiner=user))
    assert call.get(f"/searches/{search.id}/candidates").status_code == 200
