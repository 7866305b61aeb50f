"""Every address of the pages against every role, against strangers, and against another agency.

The table is written out, not derived: a page that is added, or that opens to others, must be added here by somebody.
"""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from antigone.casework.accounts.invitations import invite, open_invitations
from antigone.casework.accounts.keys import create_key
from antigone.casework.accounts.models import User
from antigone.casework.accounts.roles import RIGHTS, Right, Role
from antigone.casework.audit import Door
from antigone.casework.cases.models import CasePhotograph, ReadingState
from antigone.casework.examinations.models import Assignment, Seat
from antigone.casework.galleries.holds import set_hold
from antigone.casework.galleries.models import BasisKind, EnrolmentRun, Gallery, GalleryImport, HoldKind, Subject
from antigone.casework.galleries.receipts import keep_receipt
from antigone.casework.galleries.tasks import import_photographs
from antigone.casework.jobs.services import submit
from antigone.casework.reports.tasks import verify_audit_log
from antigone.casework.searches.exclusions import exclude
from antigone.casework.searches.models import Act, Comparison, ComparisonProbe, Search
from antigone.casework.searches.seen import record_view
from antigone.web.shared.access import Access, Open
from builders.people import agency, person
from builders.routes import Route, routes
from casework.examinations.builders import Bench, bench, complete

pytestmark = pytest.mark.django_db

TABLE: dict[Access, str] = {
    Open.PUBLIC: """account:speak account_inactive account_login account_logout mfa_authenticate mfa_login_webauthn
        openid_connect_callback openid_connect_login socialaccount_login_cancelled welcome""",
    Open.SETTING_UP: """account_reauthenticate mfa_activate_totp mfa_add_webauthn mfa_index mfa_reauthenticate
        mfa_reauthenticate_webauthn mfa_view_recovery_codes""",
    Open.SIGNED_IN: """account:end_sessions account:language account:revoke_key account:show account_change_password
        home jobs:list jobs:progress jobs:show jobs:stop mfa_deactivate_totp mfa_edit_webauthn
        mfa_generate_recovery_codes mfa_list_webauthn mfa_remove_webauthn socialaccount_connections""",
    Right.ARBITRATE: "examinations:arbitration examinations:arbitration_picture searches:lift",
    Right.ASSIGN: "examinations:open examinations:seats",
    Right.CLOSE_CASES: "cases:reopen",
    Right.ERASE_CASES: "cases:erase",
    Right.ERASE_SUBJECTS: "galleries:erase galleries:erase_subject",
    Right.EXAMINE: """examinations:decline examinations:finish examinations:map examinations:notes
        examinations:notes_draft examinations:own_rates examinations:probe examinations:reference examinations:sheet
        examinations:sheet_draft examinations:show""",
    Right.HOLD: "cases:hold galleries:hold galleries:hold_subject galleries:lift_hold",
    Right.MANAGE_ACCOUNTS: """people:agencies people:agency people:deactivate people:invite people:invite_administrator
        people:list people:reactivate people:renew people:show people:withdraw""",
    Right.READ_CASES: """cases:card cases:checklist cases:closing cases:list cases:members cases:photograph
        cases:photographs cases:picture cases:show cases:treated examinations:list searches:compared
        searches:comparison searches:of_case searches:probe
        searches:show""",
    Right.READ_GALLERIES: """galleries:due galleries:list galleries:manage galleries:picture galleries:progress
        galleries:receipt galleries:receipt_json galleries:receipts galleries:refusals galleries:run galleries:runs
        galleries:show galleries:subject""",
    Right.READ_LOG: "log:export log:list log:verification log:verify",
    Right.READ_STATISTICS: "overview:board overview:table",
    Right.SEARCH: "searches:compare searches:new",
    Right.SEE_ERROR_RATES: "examinations:rates",
    Right.SEE_SCORED_LISTS: """examinations:of_search searches:comparison_sheet searches:picture searches:scored
        searches:sheet""",
    Right.USE_API: "account:new_key",
    Right.WRITE_CASES: """cases:add_photographs cases:choose_face cases:describe cases:draw_face cases:open
        cases:remove_member cases:renew cases:set_recipe cases:withdraw""",
    Right.WRITE_GALLERIES: """galleries:correct galleries:import galleries:open galleries:retention galleries:share
        galleries:stop galleries:subject_retention galleries:unshare""",
}
EXPECTED = {name: access for access, names in TABLE.items() for name in names.split()}

GROUNDLESS = {"cases:treated", "examinations:map", "searches:comparison_sheet", "searches:lift"}
"""What the little world below has not: a treated face, real pictures to compare, an exclusion that its list shows."""


OF_THE_HOME = {"people:agencies", "people:invite_administrator"}
"""Open to administrators of the agency that owns the home; `tests/web/people` has them."""


class Anything(dict[str, Any]):
    """Of the right form for each parameter, and nobody's."""

    def __missing__(self, name: str) -> Any:
        return {"UUIDConverter": uuid4(), "IntConverter": 1}.get(name.split()[1], "nothing")


def ask(client: Client, address: str) -> int:
    """The status for whoever asks; what only does something is asked to do it, with nothing filled in."""
    response = client.get(address)
    if response.status_code == 405:
        response = client.post(address)
    if response.status_code == 302 and "/account/login/" in response.headers["Location"]:
        return 401
    response.close()
    return response.status_code


def test_the_table_is_the_whole_site() -> None:
    assert {route.name: route.access for route in routes()} == EXPECTED


def test_a_stranger_is_sent_to_sign_in(client: Client) -> None:
    for route in routes():
        status = ask(client, route.address(Anything()))
        if route.access is not Open.PUBLIC:
            assert status == 401, route
        else:
            assert status < 500, route


@pytest.mark.parametrize("role", list(Role))
def test_a_role_without_the_right_is_refused_and_one_with_it_is_let_in(client: Client, role: Role) -> None:
    client.force_login(person(agency(), role))
    for route in routes():
        if not isinstance(route.access, Right):
            continue
        status = ask(client, route.address(Anything()))
        if route.name in OF_THE_HOME:
            assert status == 403
        elif route.access in RIGHTS[role]:
            assert status not in {401, 403}, (route, status)
            assert status < 500, (route, status)
        else:
            assert status == 403, (route, status)


def _case_photograph(made: Bench, search: Search) -> CasePhotograph:
    probe = search.probes.get()
    return CasePhotograph.objects.create(
        case=made.case,
        photograph=probe.photograph,
        face=probe.face,
        file_name="probe.jpg",
        added_by_id=made.registrar.user,
        added_at=timezone.now(),
        reading=ReadingState.READ,
    )


def _comparison(search: Search) -> Comparison:
    """Of the search's probe with itself."""
    basis = {field.name: getattr(search, field.name) for field in Act._meta.fields if field.name != "id"}
    made = Comparison.objects.create(**basis)
    probe = search.probes.get()
    for order in (0, 1):
        ComparisonProbe.objects.create(
            comparison=made, order=order, file_name="probe.jpg", photograph=probe.photograph, faces_found=1
        )
    return made


def _import(gallery: Gallery, by: User) -> GalleryImport:
    job = submit(import_photographs, by=by.actor(Door.WEB), about=gallery.uuid)
    return GalleryImport.objects.create(
        gallery=gallery, job=job.id, basis_kind=BasisKind.FAMILY, file_name="a.zip", by=by, at=timezone.now()
    )


@dataclass(frozen=True)
class World:
    """One agency's things, by parameter and kind; people: who may open what belongs to somebody in person."""

    ids: dict[str, Any]
    people: dict[str, User]


@pytest.fixture
def world(tmp_path: Path, antigone_home: Path) -> World:
    """A thing of each kind that an address can name."""
    made = bench(tmp_path, antigone_home)
    for name in ("one", "two"):
        made.examiner(name)
    examination = made.opened()
    complete(examination, Seat.FIRST, Anna=3)
    complete(examination, Seat.SECOND)
    home = made.case.agency
    people = {role.value: person(home, role, name=f"the {role.value}") for role in Role}
    people["registrar"] = User.objects.get(pk=made.registrar.user)
    supervisor = people["supervisor"].actor(Door.WEB)
    gallery, subject = Gallery.objects.get(), Subject.objects.get(label="Anna")
    photograph = _case_photograph(made, examination.search)
    excluded = exclude(
        candidate=examination.search.candidates.get(particulars__label="Dana"), reasons="both", by=supervisor
    )
    administrator = people["administrator"].actor(Door.WEB)
    invite(roles=[Role.EXAMINER], display_name="Ірина", by=administrator)
    assignment = Assignment.objects.get(seat=Seat.FIRST)
    people["examiner"] = assignment.examiner
    key, _secret = create_key(
        name="script",
        purpose="tests",
        scopes=[Right.READ_CASES],
        expires_at=timezone.now() + timedelta(days=1),
        by=made.registrar,
    )
    record_view(search=examination.search, by=made.registrar)
    receipt = keep_receipt(
        kind=HoldKind.SUBJECT,
        about=uuid4(),
        gone={},
        by=people["gallery_manager"].actor(Door.WEB),
        now=timezone.now(),
    )
    reference = subject.references.get()
    ids = {
        "case": made.case.id,
        "user": people["examiner"].id,
        "person": people["examiner"].id,
        "search": examination.search_id,
        "comparison": _comparison(examination.search).id,
        "exclusion": excluded.id,
        "assignment": assignment.id,
        "examination": examination.id,
        "gallery": gallery.uuid,
        "subject": subject.uuid,
        "run": EnrolmentRun.objects.get().id,
        "order": _import(gallery, people["gallery_manager"]).id,
        "hold": set_hold(kind=HoldKind.GALLERY, about=gallery.uuid, reason="A trial", by=supervisor).id,
        "receipt": receipt.id,
        "agency": home.id,
        "invitation": open_invitations(administrator)[0].id,
        "key": key.id,
        "job": submit(verify_audit_log, by=made.registrar).id,
        "photograph": photograph.id,
        "original": reference.photograph_id,
    }
    numbers = {"face": photograph.face_id, "order": 0, "index": 0, "probe": 0, "reference": 0}
    return World(
        ids=Anything(
            {f"{name} UUIDConverter": value for name, value in ids.items()}
            | {f"{name} IntConverter": value for name, value in numbers.items()}
            | {"side StringConverter": "probe", "which StringConverter": "before"}
        ),
        people=people,
    )


def named(route: Route, world: World) -> str:
    """The address with things that exist. A photograph of a gallery is named by its original."""
    ids = world.ids
    if route.name == "galleries:picture":
        ids = Anything(ids | {"photograph UUIDConverter": ids["original UUIDConverter"]})
    return route.address(ids)


def guarded() -> list[Route]:
    """Addresses that name a thing of an agency's."""
    return [
        route
        for route in routes()
        if route.parameters and route.access is not Open.PUBLIC and not route.name.startswith("mfa_")
    ]


def test_the_addresses_of_the_world_are_there_for_its_own_people(client: Client, world: World) -> None:
    """Or the next test would prove nothing."""
    for route in guarded():
        if route.name in GROUNDLESS:
            continue
        if isinstance(route.access, Right):
            role = next(role for role in Role if route.access in RIGHTS[role] and role.value in world.people)
        else:
            role = Role.REGISTRAR
        client.force_login(world.people[role.value])
        response = client.get(named(route, world))
        assert response.status_code in {200, 302, 405, 409, 422}, (route, role, response.status_code)


@pytest.mark.parametrize("role", list(Role))
def test_another_agency_finds_nothing(client: Client, world: World, role: Role) -> None:
    client.force_login(person(agency("Another"), role))
    for route in guarded():
        assert ask(client, named(route, world)) in {403, 404}, route
