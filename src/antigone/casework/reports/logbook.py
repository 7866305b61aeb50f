"""The log as its auditor reads it: sentences, with names in the place of ids where the store still knows them.

The log itself holds ids only. What was erased since stays an id here, too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Manager
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from antigone.casework.accounts.models import Agency, User
from antigone.casework.accounts.policy import require
from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Actor, Door, describe
from antigone.casework.audit.reading import Act, ActFilter, acts
from antigone.casework.cases.models import Case
from antigone.casework.galleries.models import Gallery, Subject
from antigone.casework.reports.codes import in_words

__all__ = ["DOORS", "LoggedAct", "read_log"]

DOORS: dict[str, str | Promise] = {
    Door.WEB.value: gettext_lazy("Browser"),
    Door.API.value: gettext_lazy("API"),
    Door.CLI.value: gettext_lazy("Command line"),
}
"""In words, by how the log writes them."""

_KNOWN: tuple[tuple[Manager[Any], str, str], ...] = (
    (User.objects, "id", "display_name"),
    (Agency.objects, "id", "name"),
    (Case.objects, "id", "number"),
    (Gallery.objects, "uuid", "name"),
    (Subject.objects, "uuid", "label"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedAct:
    """One line, in the language in force. who: the person's name. sentence: what they did, without the person."""

    seq: int
    at: datetime
    who: str
    door: str
    name: str
    sentence: str


def read_log(viewer: Actor, wanted: ActFilter, *, before: int | None = None, most: int = 50) -> list[LoggedAct]:
    """Acts of the viewer's agency, newest first. Raises Forbidden for whoever may not read the log."""
    require(viewer, Right.READ_LOG)
    found = acts(viewer, wanted, before=before, most=most)
    names = _names(found)
    return [_line(act, names) for act in found]


def _line(act: Act, names: Mapping[str, str]) -> LoggedAct:
    said = {
        field: names[value] if isinstance(value, str) and value in names else in_words(field, value)
        for field, value in act.payload.items()
    }
    return LoggedAct(
        seq=act.seq,
        at=act.at,
        who=names.get(str(act.actor), _("somebody whose account is gone")),
        door=str(DOORS.get(act.door, act.door)),
        name=act.name,
        sentence=describe(act.name, said),
    )


def _names(found: Sequence[Act]) -> dict[str, str]:
    """Id to name, for every id that these acts hold and the store knows; a query for each kind of thing."""
    ids = {act.actor for act in found} | set(_ids(value for act in found for value in act.payload.values()))
    names: dict[str, str] = {}
    for things, key, name in _KNOWN:
        rows = things.filter(**{f"{key}__in": ids}).values_list(key, name)
        names.update({str(identity): called for identity, called in rows})
    return names


def _ids(values: Iterable[object]) -> Iterable[UUID]:
    for value in values:
        # As `AuditEvent.payload` writes an id; nothing else in the log has this form.
        if isinstance(value, str) and len(value) == 36 and value.count("-") == 4:
            try:
                yield UUID(value)
            except ValueError:
                continue
