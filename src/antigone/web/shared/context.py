"""What the frame of every page shows."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from antigone.casework.accounts.policy import rights_of
from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the menu, for whoever has the right. `route` is a URL name; `section` marks it on pages below it."""

    label: str | Promise
    route: str
    section: str
    right: Right


MENU: tuple[Entry, ...] = (
    Entry(label=_("Cases"), route="cases:list", section="cases", right=Right.READ_CASES),
    Entry(label=_("Examinations"), route="examinations:list", section="examinations", right=Right.READ_CASES),
    Entry(label=_("Galleries"), route="galleries:list", section="galleries", right=Right.READ_GALLERIES),
    Entry(label=_("People"), route="people:list", section="people", right=Right.MANAGE_ACCOUNTS),
    Entry(label=_("Overview"), route="overview:board", section="overview", right=Right.READ_STATISTICS),
    Entry(label=_("Log"), route="log:list", section="log", right=Right.READ_LOG),
)


def chrome(request: HttpRequest) -> dict[str, Any]:
    """The menu of the person who asks; `rights` for what a page offers only to some."""
    actor = getattr(request, "actor", None)
    rights = rights_of(actor) if isinstance(actor, Actor) else frozenset()
    match = request.resolver_match
    return {
        "menu": [entry for entry in MENU if entry.right in rights],
        "section": match.namespaces[0] if match and match.namespaces else "",
        "rights": {right.value for right in rights},
    }
