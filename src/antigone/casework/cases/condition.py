"""The person as found: state of the body, where and when, and what the face has suffered."""

import json
import math
from dataclasses import asdict, dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Actor, commitment, record, writing
from antigone.casework.cases.events import CaseDescribed
from antigone.casework.cases.models import LONGEST_NOTE, LONGEST_TEXT, BodyClass, BodyFlag, BodyStatus, Case, Eyes
from antigone.casework.cases.policy import require_writable
from antigone.engine.errors import UsageError

__all__ = ["REGIONS", "Condition", "condition_of", "describe_case"]

REGIONS = {
    "forehead": gettext_lazy("Forehead"),
    "right_eye": gettext_lazy("Right eye"),
    "left_eye": gettext_lazy("Left eye"),
    "nose": gettext_lazy("Nose"),
    "right_cheek": gettext_lazy("Right cheek"),
    "left_cheek": gettext_lazy("Left cheek"),
    "mouth": gettext_lazy("Mouth"),
    "chin": gettext_lazy("Chin and jaw"),
    "right_ear": gettext_lazy("Right ear"),
    "left_ear": gettext_lazy("Left ear"),
    "skull": gettext_lazy("Skull"),
}
"""Regions of a face that may be injured; right and left are the person's own."""

MOST_DEGREE_DAYS = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Fields of `models.Case`, as they are to be. Raises UsageError for what contradicts itself or does not fit."""

    body_status: BodyStatus | None = None
    body_class: BodyClass | None = None
    body_flags: tuple[BodyFlag, ...] = ()
    degree_days: float | None = None
    degree_days_source: str = ""
    post_mortem_interval: str = ""
    eyes: Eyes | None = None
    injured_regions: tuple[str, ...] = ()
    found_place: str = ""
    found_on: date | None = None
    note: str = ""

    def __post_init__(self) -> None:
        for text in (self.degree_days_source, self.post_mortem_interval, self.found_place):
            if len(text) > LONGEST_TEXT or (text and not text.isprintable()):
                raise UsageError(_("A line takes %(longest)d characters at most.") % {"longest": LONGEST_TEXT})
        if len(self.note) > LONGEST_NOTE:
            raise UsageError(_("The note takes %(longest)d characters at most.") % {"longest": LONGEST_NOTE})
        if unknown := set(self.injured_regions) - set(REGIONS):
            raise UsageError(_("There is no region %(name)s.") % {"name": ", ".join(sorted(unknown))})
        days = self.degree_days
        if days is not None and not (math.isfinite(days) and 0 <= days <= MOST_DEGREE_DAYS):
            raise UsageError(_("Accumulated degree-days go from 0 to %(most)d.") % {"most": MOST_DEGREE_DAYS})
        if days is not None and not self.degree_days_source.strip():
            raise UsageError(_("Say what the degree-days were computed from: which temperatures, over which days."))

    @property
    def says_dead(self) -> bool:
        """Whether something is said that only a dead person has."""
        told = (self.body_status, self.body_class, self.body_flags, self.degree_days, self.post_mortem_interval)
        return any(part is not None and part not in ((), "") for part in told)


def describe_case(*, case: Case, condition: Condition, by: Actor) -> Case:
    """Write the condition down in place of the former. Raises UsageError for a living person with a body's state."""
    require_writable(case, by=by, right=Right.WRITE_CASES)
    if condition.says_dead and not case.is_deceased:
        raise UsageError(_("Only a case of a deceased person has a body's state."))
    with writing():
        for name, value in _columns(condition).items():
            setattr(case, name, value)
        case.save(update_fields=list(_columns(condition)))
        written = json.dumps(asdict(condition), default=str, ensure_ascii=False, sort_keys=True)
        record(CaseDescribed(case=case.id, description=commitment(owner=case.id, value=written)), by=by)
    return case


def condition_of(case: Case) -> Condition:
    """As it stands."""
    return Condition(
        body_status=BodyStatus(case.body_status) if case.body_status else None,
        body_class=BodyClass(case.body_class) if case.body_class else None,
        body_flags=tuple(BodyFlag(flag) for flag in case.body_flags),
        degree_days=case.degree_days,
        degree_days_source=case.degree_days_source,
        post_mortem_interval=case.post_mortem_interval,
        eyes=Eyes(case.eyes) if case.eyes else None,
        injured_regions=tuple(case.injured_regions),
        found_place=case.found_place,
        found_on=case.found_on,
        note=case.note,
    )


def _columns(condition: Condition) -> dict[str, object]:
    fields = {name: getattr(condition, name) for name in Condition.__slots__}
    lists = {"body_flags": list(condition.body_flags), "injured_regions": list(condition.injured_regions)}
    return {**fields, **lists, "eyes": condition.eyes or ""}
