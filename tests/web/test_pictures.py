"""Photographs that a browser has already: it is told so after the same question of rights as for the picture itself."""

import pytest
from django.test import Client

from antigone.casework.accounts.roles import RIGHTS, Right, Role
from antigone.casework.evidence.models import Photograph
from antigone.casework.evidence.pictures import PictureSize
from builders.people import agency, person
from builders.routes import Route, routes
from web.world import World, named

pytestmark = pytest.mark.django_db

PICTURES = {
    *("cases:picture", "examinations:arbitration_picture", "examinations:probe", "examinations:reference"),
    *("galleries:picture", "searches:compared", "searches:picture", "searches:probe"),
}


@pytest.fixture(autouse=True)
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The photographs of these tests are no pictures. Names the size of each that was drawn."""
    sizes: list[str] = []

    def draw(photograph: Photograph, size: PictureSize) -> bytes:
        sizes.append(size.name)
        return photograph.sha256.encode()

    monkeypatch.setattr("antigone.web.shared.pictures.shown_picture", draw)
    return sizes


@pytest.fixture(params=sorted(PICTURES))
def route(request: pytest.FixtureRequest) -> Route:
    return next(one for one in routes() if one.name == request.param)


def entitled(route: Route, world: World) -> Role:
    """A role of the world's whose person may see it."""
    assert isinstance(route.access, Right)
    return next(role for role in Role if route.access in RIGHTS[role] and role.value in world.people)


def test_what_the_browser_has_is_not_sent_again(client: Client, world: World, route: Route, drawn: list[str]) -> None:
    address = named(route, world)
    client.force_login(world.people[entitled(route, world).value])
    first = client.get(address)
    assert first.status_code == 200
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    for name in ("ETag", "Cache-Control", "Content-Security-Policy"):
        assert again.headers[name] == first.headers[name]
    assert drawn == ["SCREEN"]
    assert client.get(address, {"size": "small"}, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
    assert client.get(address, {"size": "huge"}, headers={"If-None-Match": "*"}).status_code == 404


def test_the_right_tag_opens_nothing_to_others(client: Client, world: World, route: Route, drawn: list[str]) -> None:
    address = named(route, world)
    client.force_login(world.people[entitled(route, world).value])
    tag = {"If-None-Match": client.get(address).headers["ETag"]}
    del drawn[:]
    client.logout()
    assert client.get(address, headers=tag).status_code == 302
    bureau = agency("Another")
    for role in Role:
        client.force_login(person(bureau, role))
        response = client.get(address, headers=tag)
        assert response.status_code == (404 if route.access in RIGHTS[role] else 403), role
        assert "ETag" not in response.headers
    assert drawn == []


def test_a_tag_tells_neither_the_photograph_nor_that_it_is_shown_elsewhere(client: Client, world: World) -> None:
    """An examiner who could compare them would know lists with the same picture, and so those with a known answer."""
    client.force_login(world.people["registrar"])
    shown = {
        one.name: client.get(named(one, world)) for one in routes() if one.name in {"cases:picture", "searches:probe"}
    }
    assert shown["cases:picture"].content == shown["searches:probe"].content
    tags = {one.headers["ETag"] for one in shown.values()}
    assert len(tags) == 2
    assert not any(shown["cases:picture"].content.decode() in tag for tag in tags)
