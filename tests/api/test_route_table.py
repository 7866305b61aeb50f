"""Every operation against a stranger, a key of the wrong role, a key without the scope, and another agency's key."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest

from antigone.api.service import PREFIX, description
from antigone.casework.accounts.roles import RIGHTS, Right, Role
from builders.calls import Program, program
from builders.people import agency, person

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Route:
    method: str
    path: str
    right: Right

    @property
    def address(self) -> str:
        """With an id that nobody has in the place of each."""
        filled = re.sub(r"{\w*(index|position|reference_id)}", "1", self.path)
        return re.sub(r"{\w+}", lambda _: str(uuid4()), filled).removeprefix(f"/{PREFIX.rstrip('/')}")

    @property
    def names_something(self) -> bool:
        return "{" in self.path


def routes() -> Iterator[Route]:
    for path, methods in description()["paths"].items():
        for method, about in methods.items():
            yield Route(method=method.upper(), path=path, right=Right(about["x-antigone-right"]))


ROUTES = list(routes())


@pytest.fixture
def of_role() -> dict[Role, Program]:
    bureau = agency()
    return {role: program(person(bureau, role)) for role in Role}


def test_strangers_are_refused() -> None:
    for route in ROUTES:
        assert Program()(route.method, route.address).status_code == 401, route
        assert Program("ak_0123456789ab_nonsense")(route.method, route.address, {}).status_code == 401, route


def test_only_roles_with_the_right_come_past_the_gate(of_role: dict[Role, Program]) -> None:
    for route in ROUTES:
        for role, call in of_role.items():
            response = call(route.method, route.address)
            response.close()
            status = response.status_code
            if route.right not in RIGHTS[role]:
                assert status == 403, (route, role)
            else:
                assert status not in {401, 405, 429, 500}, (route, role, status)


def test_a_key_without_the_scope_is_refused() -> None:
    bureau = agency()
    for right in {route.right for route in ROUTES} - {Right.USE_API}:
        role = next(role for role in Role if right in RIGHTS[role])
        others = RIGHTS[role] - {right, Right.USE_API}
        if not others:
            continue
        call = program(person(bureau, role, name=right.value), scopes=sorted(others))
        for route in ROUTES:
            if route.right is right:
                response = call(route.method, route.address)
                assert (response.status_code, response.json()["code"]) == (403, "forbidden"), route


def test_what_nobody_has_is_not_found(of_role: dict[Role, Program]) -> None:
    for route in ROUTES:
        if route.method == "GET" and route.names_something:
            role = next(role for role in Role if route.right in RIGHTS[role])
            assert of_role[role].get(route.address).status_code == 404, route


def test_the_table_is_the_whole_api() -> None:
    assert len(ROUTES) > 60
