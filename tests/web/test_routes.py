"""Every address of the pages against every role, against strangers, and against another agency.

The table is written out, not derived: a page that is added, or that opens to others, must be added here by somebody.
"""

import pytest
from django.test import Client

from antigone.casework.accounts.roles import RIGHTS, Right, Role
from antigone.web.shared.access import Access, Open
from builders.people import agency, person
from builders.routes import Route, routes
from web.world import Anything, World, named

pytestmark = pytest.mark.django_db

TABLE: dict[Access, str] = {
    Open.PUBLIC: """account:speak account_inactive account_login account_logout favicon mfa_authenticate
        mfa_login_webauthn openid_connect_callback openid_connect_login socialaccount_login_cancelled welcome""",
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
