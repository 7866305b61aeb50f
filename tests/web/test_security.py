"""What others may try: markup as text, forged posts, pages out of a cache, addresses that lead away, others' things."""

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import models
from django.test import Client
from django.urls import get_resolver, reverse

from antigone.casework.accounts.roles import RIGHTS, Right, Role
from antigone.casework.cases.models import CasePhotograph
from antigone.casework.galleries.models import EnrolmentRun, Gallery
from antigone.web.shared.access import Open
from builders.people import PASSWORD, agency, person
from builders.routes import routes
from casework.cases.builders import case_of
from web.world import World, named

pytestmark = pytest.mark.django_db

PAYLOAD = "\"'><img src=x onerror=alert(1)><script>alert(1)</script>"
FORBIDDEN = ("<img src=x", "<script>alert")
ESCAPED = "&lt;img src=x"
OURS = ("accounts", "cases", "evidence", "galleries", "searches", "examinations", "webhooks")
# Codes that the program writes itself, and what people sign in with.
CODES = {"username", "password", "prefix", "digest", "door", "pack", "sha256", "format", "landmarks_by", "language"}
TOLD = {"text", "remark", "note", "name", "warnings"}
"""Keys of JSON documents whose values people or files have given."""


def plant() -> int:
    """Markup in the place of every text that a person or a file can have given; how many."""
    planted = 0
    for label in OURS:
        for model in apps.get_app_config(label).get_models():
            texts = [field.name for field in model._meta.fields if _is_free(field)]
            documents = [field.name for field in model._meta.fields if isinstance(field, models.JSONField)]
            for number, row in enumerate(model._base_manager.all()):
                told: dict[str, Any] = {name: f"{number}{PAYLOAD}" for name in texts if getattr(row, name)}
                told |= {name: _spoilt(getattr(row, name), told=name in TOLD) for name in documents}
                if told:
                    model._base_manager.filter(pk=row.pk).update(**told)
                    planted += len(told)
    return planted


def _is_free(field: models.Field[Any, Any]) -> bool:
    if not isinstance(field, models.CharField | models.TextField) or field.choices or field.primary_key:
        return False
    long_enough = field.max_length is None or field.max_length > len(PAYLOAD) + 2
    return long_enough and field.name not in CODES and "sha256" not in field.name


def _spoilt(value: Any, *, told: bool) -> Any:
    if isinstance(value, dict):
        return {key: _spoilt(each, told=key in TOLD) for key, each in value.items()}
    if isinstance(value, list):
        return [_spoilt(each, told=told) for each in value]
    return PAYLOAD if told and isinstance(value, str) else value


def pages(client: Client, world: World) -> Iterator[tuple[str, Any]]:
    """Every page of the world, as somebody sees it who may."""
    for route in routes():
        if route.access in {Open.PUBLIC, Open.SETTING_UP, None} or route.name.startswith("mfa_"):
            continue
        roles = [role for role in Role if isinstance(route.access, Right) and route.access in RIGHTS[role]]
        for role in roles[:2] or [Role.REGISTRAR]:
            client.force_login(world.people[role.value])
            response = client.get(named(route, world))
            yield route.name, response
            response.close()


def test_texts_that_people_give_are_shown_as_texts(client: Client, world: World) -> None:
    assert plant() > 50
    shown = set()
    for name, response in pages(client, world):
        content = b"".join(response) if response.streaming else response.content
        text = content.decode(errors="replace")
        if "html" in response.headers.get("Content-Type", ""):
            assert not any(word in text for word in FORBIDDEN), name
            shown |= {name} if ESCAPED in text else set()
    assert {"cases:show", "galleries:subject", "searches:scored", "examinations:sheet", "people:list"} <= shown
    assert len(shown) > 20, shown


def test_every_act_asks_for_the_token_of_its_page(world: World) -> None:
    for route in routes():
        client = Client(enforce_csrf_checks=True)
        client.force_login(world.people["supervisor"])
        response = client.post(named(route, world), {"reason": "forged", "name": "forged"})
        assert response.status_code == 403, route
        assert "another page" in response.content.decode() or "cookie" in response.content.decode(), route


def test_the_api_alone_goes_without_it_for_it_takes_no_cookie() -> None:
    exempt = {
        name
        for name, pattern in _patterns(get_resolver("antigone.site.urls").url_patterns)
        if getattr(pattern.callback, "csrf_exempt", False)
    }
    assert exempt
    assert {name for name in exempt if not name.startswith("api")} == set()


def _patterns(of: list[Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for one in of:
        name = above + str(one.pattern)
        if hasattr(one, "url_patterns"):
            yield from _patterns(one.url_patterns, name)
        else:
            yield name, one


def test_no_page_is_left_in_a_cache_and_no_picture_in_a_shared_one(client: Client, world: World) -> None:
    for name, response in pages(client, world):
        kept = response.headers.get("Cache-Control", "")
        if response.headers.get("Content-Type", "").startswith("image/") and response.status_code == 200:
            assert "private" in kept, name
        else:
            assert "no-store" in kept, (name, response.status_code)


@pytest.mark.parametrize(
    "away", ["https://example.org/", "//example.org/", "/\\example.org", "javascript:alert(1)", "https:example.org"]
)
def test_signing_in_leads_nowhere_else(client: Client, away: str) -> None:
    person(agency(), Role.EXAMINER, name="anna")
    told = {"login": "anna", "password": PASSWORD, "next": away}
    signed_in = client.post(reverse("account_login"), told)
    assert (signed_in.status_code, signed_in.headers["Location"]) == (302, "/")
    again = client.get(reverse("account_login"), {"next": away})
    assert "example.org" not in again.headers.get("Location", "")
    out = client.post(reverse("account_logout"), {"next": away})
    assert "example.org" not in out.headers.get("Location", "")


def test_a_session_that_was_there_before_does_not_become_ones_own(client: Client) -> None:
    person(agency(), Role.EXAMINER, name="anna")
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = session.session_key
    client.get(reverse("account_login"))
    before = session.session_key
    client.post(reverse("account_login"), {"login": "anna", "password": PASSWORD})
    after = client.cookies["sessionid"].value
    assert before != after
    assert client.get("/").status_code == 200


def test_a_name_that_nobody_has_is_answered_like_a_wrong_password(client: Client) -> None:
    person(agency(), Role.EXAMINER, name="anna")
    said, hashed = [], []
    for login in ("anna", "nobody-of-this-name"):
        with patch.object(MD5PasswordHasher, "encode", autospec=True, side_effect=MD5PasswordHasher.encode) as encode:
            answer = client.post(reverse("account_login"), {"login": login, "password": "wrong " * 3})
        text = answer.content.decode().replace(login, "")
        said.append((answer.status_code, text[text.index("<main") :].split('name="csrfmiddlewaretoken"')[0]))
        hashed.append(encode.call_count)
    assert said[0] == said[1]
    assert hashed == [1, 1]


def test_a_photograph_is_found_under_its_own_case_alone(client: Client, world: World) -> None:
    registrar = world.people["registrar"]
    other = case_of(registrar, number="other")
    photograph = CasePhotograph.objects.get(case=world.ids["case UUIDConverter"])
    face = photograph.face_id
    client.force_login(registrar)
    for name in ("photograph", "card", "picture", "checklist"):
        assert client.get(reverse(f"cases:{name}", args=[other.id, photograph.id])).status_code == 404, name
    assert client.get(reverse("cases:treated", args=[other.id, photograph.id, "before"])).status_code == 404
    for name in ("choose_face", "draw_face", "set_recipe", "withdraw", "checklist"):
        answer = client.post(reverse(f"cases:{name}", args=[other.id, photograph.id]), {"face": face, "how": "auto"})
        assert answer.status_code == 404, name
    photograph.refresh_from_db()
    assert photograph.withdrawn_at is None
    for address in (f"/searches/new/{other.id}/", f"/searches/compare/{other.id}/"):
        sent = client.post(address, {"photographs": [str(photograph.id)] * 2, "kind": "open", "top": 5})
        assert sent.status_code == 200, address


def test_what_is_in_a_gallery_is_found_under_that_gallery_alone(client: Client, world: World) -> None:
    gallery = Gallery.objects.get()
    other = Gallery.objects.create(name="other", agency=gallery.agency)
    subject, run = gallery.subjects.first(), EnrolmentRun.objects.get()
    photograph = subject.references.get().photograph_id
    client.force_login(world.people["gallery_manager"])
    addresses = [
        *(reverse(f"galleries:{name}", args=[other.uuid, subject.uuid]) for name in ("subject", "correct")),
        *(reverse(f"galleries:{name}", args=[other.uuid, run.id]) for name in ("run", "refusals")),
        reverse("galleries:picture", args=[other.uuid, photograph]),
        reverse("galleries:erase_subject", args=[other.uuid, subject.uuid]),
    ]
    assert [client.get(address).status_code for address in addresses] == [404] * len(addresses)


def test_more_fields_than_any_form_has_are_refused(client: Client) -> None:
    client.force_login(person(agency(), Role.REGISTRAR))
    answer = client.post(reverse("cases:open") + "?kind=deceased", {f"field{number}": "x" for number in range(1001)})
    assert answer.status_code == 400
    assert "<h1>" in answer.content.decode()


def test_a_stranger_hands_in_no_files(client: Client) -> None:
    address = reverse("cases:add_photographs", args=[uuid4()])
    large = {"CONTENT_LENGTH": str(2 * 1024**2)}
    with patch("django.http.request.HttpRequest._load_post_and_files") as read:
        assert (
            client.post(address, data=b"", content_type="multipart/form-data; boundary=x", **large).status_code == 413
        )
    assert not read.called
