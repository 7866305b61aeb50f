"""Who calls: the key that came with a request, and whether it covers what is asked."""

import re
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from antigone.casework.accounts.keys import actor_of_key
from antigone.casework.accounts.models import ApiKey
from antigone.casework.accounts.policy import holds
from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Actor
from antigone.engine.errors import Forbidden

_BEARER = re.compile(r"bearer +(?P<secret>[\w-]{1,200})", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A person's program. secret: the key as it came, which nothing stores."""

    actor: Actor
    key: ApiKey
    secret: str

    def covers(self, right: Right) -> bool:
        """Whether the person may do it, by the API, and made the key for it."""
        return holds(self.actor, Right.USE_API) and holds(self.actor, right) and self._is_in_scope(right)

    def _is_in_scope(self, right: Right) -> bool:
        # To use the API at all is what every key is for.
        return right is Right.USE_API or right.value in self.key.scopes


class Called(HttpRequest):
    """A request as an operation gets it."""

    caller: Caller

    @property
    def actor(self) -> Actor:
        """Whoever the key belongs to, as services and selectors want it."""
        return self.caller.actor


def caller_of(request: HttpRequest) -> Caller | None:
    """The owner of the key in `Authorization: Bearer ak_...`; None where there is none that counts."""
    header = _BEARER.fullmatch(request.headers.get("Authorization", ""))
    found = None if header is None else actor_of_key(header["secret"])
    if header is None or found is None:
        return None
    return Caller(actor=found[0], key=found[1], secret=header["secret"])


class KeyFor(HttpBearer):
    """What ninja asks before an operation: a key that covers the right."""

    def __init__(self, right: Right) -> None:
        super().__init__()
        self.right = right

    def authenticate(self, request: HttpRequest, token: str) -> Any:  # noqa: ARG002  # the gate has read the key
        """The caller. Raises Forbidden where the key does not cover the right."""
        caller: Caller = request.caller  # type: ignore[attr-defined] # set by the gate
        if not caller.covers(self.right):
            raise Forbidden(
                _("This key does not cover %(right)s.") % {"right": self.right.value},
                advice=_("Make one whose scopes hold it; your roles must cover it, too."),
            )
        return caller
