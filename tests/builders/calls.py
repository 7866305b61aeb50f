"""Programs that call the API with a key."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from antigone.casework.accounts.keys import create_key, scopes_for
from antigone.casework.accounts.models import User
from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Door

ROOT = "/api/v1"


def key_of(user: User, *, scopes: Iterable[Right] | None = None) -> str:
    """A new key of the person, for all that they may do or for some of it."""
    actor = user.actor(Door.WEB)
    wanted = scopes_for(actor) if scopes is None else tuple(scopes)
    _key, secret = create_key(
        name="script",
        purpose="tests",
        scopes=wanted,
        expires_at=timezone.now() + timedelta(days=1),
        by=actor,
    )
    return secret


class Program:
    """Calls with one key, or with none."""

    def __init__(self, key: str = "", **headers: str) -> None:
        self.headers = {**({"Authorization": f"Bearer {key}"} if key else {}), **headers}
        self._client = Client()

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        sent = {**self.headers, **headers}
        if body is None:
            return self._client.generic(method, ROOT + path, headers=sent)
        return self._client.generic(
            method, ROOT + path, data=_json(body), content_type="application/json", headers=sent
        )

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self("POST", path, body, **headers)

    def upload(self, path: str, parts: dict[str, Any], **headers: str) -> HttpResponse:
        """A form with files."""
        return self._client.post(ROOT + path, data=parts, headers={**self.headers, **headers})


def program(user: User, *, scopes: Iterable[Right] | None = None) -> Program:
    return Program(key_of(user, scopes=scopes))


def _json(body: Any) -> str:
    from json import dumps

    return body if isinstance(body, str) else dumps(body)
