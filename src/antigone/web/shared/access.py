"""Who may open a page. One that does not say so is closed to everybody (`middleware.ClosedByDefault`)."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_http_methods

from antigone.casework.accounts.models import User
from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Actor

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class Open(Enum):
    """Doors that ask for no right."""

    PUBLIC = "public"
    """Anybody: the sign-in page, an invitation."""
    SIGNED_IN = "signed_in"
    """Anybody with an account, and with the second factor that their agency may demand."""
    SETTING_UP = "setting_up"
    """Anybody with an account, also before they have that second factor: the pages where it is set up."""
    OWN_GATE = "own_gate"
    """The API, which asks for its keys itself."""


Access = Open | Right


class SignedIn(HttpRequest):
    """A request as a page gets it. `user` is the person, `actor` the same as services and selectors want it."""

    user: User
    actor: Actor


@dataclass(frozen=True, slots=True)
class _Page:
    access: Access
    methods: tuple[str, ...]

    def __call__(self, view: View) -> View:
        return cast("View", opened(require_http_methods(list(self.methods))(view), self.access))


def page(access: Access, *, methods: tuple[str, ...] = ("GET", "HEAD")) -> _Page:
    """Decorate a view: whoever has the right may open it, by these methods."""
    return _Page(access, methods)


def form(access: Access) -> _Page:
    """A page that is also sent back filled in."""
    return _Page(access, ("GET", "HEAD", "POST"))


def act(access: Access) -> _Page:
    """An address that only ever does something."""
    return _Page(access, ("POST",))


def opened(view: Any, access: Access) -> Any:
    """Say who may open a view that somebody else wrote."""
    view.antigone_access = access
    return view


def access_of(view: Any) -> Access | None:
    """What the view says of itself; None for one that says nothing and is closed."""
    found = getattr(view, "antigone_access", None)
    return found if isinstance(found, Open | Right) else None
