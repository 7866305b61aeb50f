"""A way through every page of the program, each with content, by somebody who may open it.

The pages are those that the program has: one that is added is visited too, or says that it lacks something to name.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from antigone.casework.accounts.roles import RIGHTS, Right, Role
from antigone.web.shared.access import Access, Open
from browser.places import Place
from builders.routes import Route, routes

VISITOR, ADMINISTRATOR = "", "administrator"
_ROLES = (Role.REGISTRAR, Role.SUPERVISOR, Role.GALLERY_MANAGER, Role.AUDITOR, Role.ADMINISTRATOR)
_PLACES = {"index": "0", "probe": "0", "reference": "0", "rank": "1", "side": "probe", "which": "before"}
_ELSEWHERE = {"openid_connect_login", "openid_connect_callback"}
"""Pages of a provider that this home has not."""
_NEEDS_A_FACTOR = {"mfa_edit_webauthn", "mfa_remove_webauthn", "mfa_deactivate_totp", "mfa_view_recovery_codes"}
"""Pages about a passkey or an app, which take a device to make."""
_DRAWN_ON_DEMAND = {"examinations:map"}
"""A picture that is not there before somebody has had it drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """An address, who goes there and with what status; name: of the route, numbered for a further state of a page."""

    name: str
    username: str
    address: str
    status: int = 200


def stops(whole: dict[str, Any]) -> Iterator[Stop]:
    """whole: what `whole_home` said of the home. Addresses that only do something are among them, too."""
    for route in routes():
        if route.name in _ELSEWHERE | _NEEDS_A_FACTOR | _DRAWN_ON_DEMAND:
            continue
        yield Stop(name=route.name, username=_who(route, whole), address=route.address(_named(route, whole)))
    for number, (username, address) in enumerate(whole["states"], start=1):
        yield Stop(name=f"state {number}", username=username, address=address)
    for number, (username, address, status) in enumerate(whole["refusals"], start=1):
        yield Stop(name=f"refusal {number}", username=username, address=address, status=status)


def is_page(page: Page, address: str, stop: Stop) -> bool:
    """Whether a whole page is there to look at: not a picture, not a part of one, nothing that only does something."""
    answer = page.request.get(address + stop.address, max_redirects=0)
    if answer.status in {302, 405}:
        return False
    assert answer.status == stop.status, (stop, answer.status)
    return answer.headers["content-type"].startswith("text/html") and "<html" in answer.text()


def furnish(office: Place, lfw: Path) -> dict[str, Any]:
    """Make a staffed home whole."""
    return dict(office.inside("browser.whole_home", lfw))


def _who(route: Route, whole: dict[str, Any]) -> str:
    access: Access | None = route.access
    if access is Open.PUBLIC:
        return VISITOR
    if access is Right.EXAMINE:
        return str(whole["examiner"])
    if route.name.startswith("people:"):
        return ADMINISTRATOR
    roles = _ROLES if isinstance(access, Right) else (Role.REGISTRAR,)
    if route.name == "jobs:show" or access is Right.READ_GALLERIES:
        roles = (Role.REGISTRAR,) if route.name == "jobs:show" else (Role.GALLERY_MANAGER,)
    return next(
        role.value.replace("_", "-") for role in roles if not isinstance(access, Right) or access in RIGHTS[role]
    )


def _named(route: Route, whole: dict[str, Any]) -> dict[str, Any]:
    """A value for each parameter of the address, keyed as `Route.address` asks."""
    things = {**_PLACES, **whole["things"]}
    if route.name == "galleries:picture":
        things["photograph"] = things["original"]
    if route.name in {"galleries:progress", "galleries:stop"}:
        things["order"] = things["import"]
    elif "order" in route.parameters:
        things["order"] = "0"
    if route.name.startswith("examinations:") and "assignment" in route.parameters:
        things["position"] = 1
    return {f"{name} {kind}": things[name] for name, kind in route.parameters.items()}
