"""What an examiner fills in: notes on the probe, and the sheet of one candidate. As values, and as JSON keeps them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Self, TypeVar

from django.utils.translation import gettext as _

from antigone.casework.examinations.components import Component, Conclusion, Finding, Limit
from antigone.engine.errors import UsageError

__all__ = ["LONGEST_REMARK", "ComponentFinding", "ComponentNote", "NotesEntry", "SheetEntry"]

LONGEST_REMARK = 4000

Choice = TypeVar("Choice", bound=Enum)
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentNote:
    """One component of the probe: what is seen, or that it is not visible."""

    visible: bool = True
    text: str = ""

    @property
    def is_blank(self) -> bool:
        return self.visible and not self.text.strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesEntry:
    """Notes on the probe, before any candidate is seen. limits: of the probe photographs as a whole."""

    components: Mapping[Component, ComponentNote] = field(default_factory=dict)
    limits: frozenset[Limit] = frozenset()
    remark: str = ""

    def missing(self) -> tuple[str, ...]:
        """What must be filled in before the notes can be locked, as it is named on the form."""
        blank = ComponentNote()
        parts = [str(part.label) for part in Component if self.components.get(part, blank).is_blank]
        return (*parts, *_unexplained(self.limits, self.remark))

    def to_json(self) -> dict[str, Any]:
        """`{"components": {"skin": {"visible": true, "text": "..."}}, "limits": ["pose"], "remark": ""}`."""
        notes = {part.value: {"visible": note.visible, "text": note.text} for part, note in self.components.items()}
        return {"components": notes, "limits": _words(self.limits), "remark": self.remark}

    @classmethod
    def from_json(cls, document: Json) -> Self:
        """Raises UsageError for an unknown word and for what is not of this form."""
        notes = {
            _choice(Component, part): ComponentNote(visible=_flag(note, "visible"), text=_text(note, "text"))
            for part, note in _table(document, "components").items()
        }
        return cls(components=notes, limits=_limits(document, "limits"), remark=_text(document, "remark"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentFinding:
    """One component compared. finding: None while nobody has said. *_limits: what stood in the way, on each side."""

    finding: Finding | None = None
    probe_limits: frozenset[Limit] = frozenset()
    reference_limits: frozenset[Limit] = frozenset()
    note: str = ""

    def missing(self, name: str) -> tuple[str, ...]:
        """Why this component cannot be signed, under its name on the form."""
        if self.finding is None:
            return (name,)
        limits = self.probe_limits | self.reference_limits
        if self.finding == Finding.NOT_COMPARABLE and not limits:
            return (_("%(component)s: the limit that makes it not comparable") % {"component": name},)
        if Limit.OTHER in limits and not self.note.strip():
            return (_("%(component)s: what the other limit is") % {"component": name},)
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetEntry:
    """The sheet of one candidate: 19 findings and what they amount to."""

    findings: Mapping[Component, ComponentFinding] = field(default_factory=dict)
    conclusion: Conclusion | None = None
    remark: str = ""

    def missing(self) -> tuple[str, ...]:
        """What must be filled in before the sheet can be locked, as it is named on the form."""
        blank = ComponentFinding()
        gaps = [gap for part in Component for gap in self.findings.get(part, blank).missing(str(part.label))]
        if self.conclusion is None:
            gaps.append(_("Conclusion"))
        elif not gaps and self.conclusion != Conclusion.NEITHER and not self._compared():
            gaps.append(_("Conclusion: it must be 0 where no component could be compared"))
        return tuple(gaps)

    def to_json(self) -> dict[str, Any]:
        """`{"findings": {"skin": {"finding": "similar", "probe_limits": [], "reference_limits": ["pose"], "note": ""}},
        "conclusion": 1, "remark": ""}`; conclusion null while nobody has said."""
        return {
            "findings": {part.value: _finding_json(found) for part, found in self.findings.items()},
            "conclusion": None if self.conclusion is None else int(self.conclusion),
            "remark": self.remark,
        }

    @classmethod
    def from_json(cls, document: Json) -> Self:
        """Raises UsageError for an unknown word and for what is not of this form."""
        conclusion = document.get("conclusion")
        return cls(
            findings={
                _choice(Component, part): ComponentFinding(
                    finding=_choice(Finding, found["finding"]) if found.get("finding") else None,
                    probe_limits=_limits(found, "probe_limits"),
                    reference_limits=_limits(found, "reference_limits"),
                    note=_text(found, "note"),
                )
                for part, found in _table(document, "findings").items()
            },
            conclusion=None if conclusion is None else _choice(Conclusion, conclusion),
            remark=_text(document, "remark"),
        )

    def _compared(self) -> bool:
        return any(found.finding != Finding.NOT_COMPARABLE for found in self.findings.values())


def _finding_json(found: ComponentFinding) -> dict[str, Any]:
    return {
        "finding": None if found.finding is None else found.finding.value,
        "probe_limits": _words(found.probe_limits),
        "reference_limits": _words(found.reference_limits),
        "note": found.note,
    }


def _unexplained(limits: frozenset[Limit], remark: str) -> tuple[str, ...]:
    return (_("what the other limit is"),) if Limit.OTHER in limits and not remark.strip() else ()


def _words(limits: Iterable[Limit]) -> list[str]:
    return [limit.value for limit in Limit if limit in limits]


def _choice(of: type[Choice], word: object) -> Choice:
    try:
        return of(word)
    except ValueError as error:
        raise UsageError(_("%(word)s is no word of this form.") % {"word": repr(word)}) from error


def _limits(document: Json, key: str) -> frozenset[Limit]:
    words = document.get(key, [])
    if not isinstance(words, list):
        raise UsageError(_("%(field)s must be a list.") % {"field": key})
    return frozenset(_choice(Limit, word) for word in words)


def _table(document: Json, key: str) -> Mapping[str, Json]:
    table = document.get(key, {})
    if not isinstance(table, dict) or not all(isinstance(row, dict) for row in table.values()):
        raise UsageError(_("%(field)s must be an object of objects.") % {"field": key})
    return table


def _flag(document: Json, key: str) -> bool:
    value = document.get(key, True)
    if not isinstance(value, bool):
        raise UsageError(_("%(field)s must be true or false.") % {"field": key})
    return value


def _text(document: Json, key: str) -> str:
    value = document.get(key, "")
    if not isinstance(value, str) or len(value) > LONGEST_REMARK or "\x00" in value:
        raise UsageError(
            _("%(field)s must be a text of up to %(longest)s characters.") % {"field": key, "longest": LONGEST_REMARK}
        )
    return value
