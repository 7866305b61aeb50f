"""Entries as the pages draw them: rows of the form, and rows to be read."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from antigone.casework.examinations.components import Component, Conclusion, Finding, Limit, outcome_of
from antigone.casework.examinations.entries import ComponentFinding, ComponentNote, NotesEntry, SheetEntry
from antigone.casework.examinations.views import NotesView, OpinionView, ScoredView

__all__ = ["FindingRow", "NotesForm", "NotesShown", "OpinionShown", "ScoredShown", "SheetForm", "signed_number"]

Words = str | Promise
_NOBODY = ComponentFinding()
_UNSEEN = ComponentNote()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A box or a button of the form."""

    value: str
    label: Words
    chosen: bool
    sign: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A blank, and where it is on the page."""

    anchor: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One component of the sheet, to be filled in."""

    number: int
    part: Component
    entry: ComponentFinding
    note_of_probe: str

    @property
    def key(self) -> str:
        return self.part.value

    @property
    def label(self) -> str:
        return str(self.part.label)

    @property
    def note(self) -> str:
        return self.entry.note

    @property
    def findings(self) -> list[Choice]:
        return [Choice(value=one.value, label=one.label, chosen=one == self.entry.finding) for one in Finding]

    @property
    def probe_name(self) -> str:
        return f"probe_limits-{self.key}"

    @property
    def reference_name(self) -> str:
        return f"reference_limits-{self.key}"

    @property
    def probe_limits(self) -> list[Choice]:
        return _limit_choices(self.entry.probe_limits)

    @property
    def reference_limits(self) -> list[Choice]:
        return _limit_choices(self.entry.reference_limits)

    @property
    def gaps(self) -> tuple[str, ...]:
        return self.entry.missing(self.label)

    @property
    def is_open(self) -> bool:
        """Whether limits and note are seen without being asked for."""
        return bool(self.entry.probe_limits or self.entry.reference_limits or self.entry.note) or (
            self.entry.finding == Finding.NOT_COMPARABLE
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetForm:
    """The sheet of one candidate to be filled in, as far as it is. reason: given so far for a new version."""

    entry: SheetEntry
    notes: NotesEntry
    is_revision: bool = False
    reason: str = ""
    parts: int = len(Component) + 1

    @property
    def rows(self) -> list[SheetRow]:
        return [
            SheetRow(
                number=number,
                part=part,
                entry=self.entry.findings.get(part, _NOBODY),
                note_of_probe=_noted(self.notes.components.get(part, _UNSEEN)),
            )
            for number, part in enumerate(Component, start=1)
        ]

    @property
    def conclusions(self) -> list[Choice]:
        return [
            Choice(
                value=str(step.value), label=step.label, chosen=step == self.entry.conclusion, sign=signed_number(step)
            )
            for step in Conclusion
        ]

    @property
    def remark(self) -> str:
        return self.entry.remark

    @property
    def gaps(self) -> list[Gap]:
        gaps = [Gap(anchor=f"component-{row.number}", text=text) for row in self.rows for text in row.gaps]
        known = {gap.text for gap in gaps}
        rest = [text for text in self.entry.missing() if text not in known]
        return [*gaps, *(Gap(anchor="conclusion", text=text) for text in rest)]

    @property
    def filled(self) -> int:
        return self.parts - len({gap.anchor for gap in self.gaps})

    @property
    def outcome(self) -> str:
        conclusion = self.entry.conclusion
        return "" if conclusion is None else str(outcome_of(conclusion).label)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRow:
    """One component of the probe."""

    number: int
    part: Component
    entry: ComponentNote

    @property
    def key(self) -> str:
        return self.part.value

    @property
    def label(self) -> str:
        return str(self.part.label)

    @property
    def text(self) -> str:
        return self.entry.text

    @property
    def is_hidden(self) -> bool:
        return not self.entry.visible


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesForm:
    """Notes on the probe to be filled in, as far as they are."""

    entry: NotesEntry
    is_revision: bool = False
    reason: str = ""
    parts: int = len(Component)

    @property
    def rows(self) -> list[NoteRow]:
        return list(_note_rows(self.entry))

    @property
    def limits(self) -> list[Choice]:
        return _limit_choices(self.entry.limits)

    @property
    def remark(self) -> str:
        return self.entry.remark

    @property
    def gaps(self) -> list[Gap]:
        by_label = {row.label: row.number for row in self.rows}
        return [
            Gap(anchor=f"component-{by_label[text]}" if text in by_label else "remark", text=text)
            for text in self.entry.missing()
        ]

    @property
    def filled(self) -> int:
        return self.parts - sum(row.entry.is_blank for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesShown:
    """A version of the notes, to be read."""

    view: NotesView

    @property
    def version(self) -> int:
        return self.view.version

    @property
    def at(self) -> datetime:
        return self.view.at

    @property
    def reason(self) -> str:
        return self.view.reason

    @property
    def remark(self) -> str:
        return self.view.entry.remark

    @property
    def rows(self) -> list[NoteRow]:
        return list(_note_rows(self.view.entry))

    @property
    def limits(self) -> list[str]:
        return _limit_words(self.view.entry.limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """One component of a signed sheet."""

    number: int
    label: str
    finding: Words
    finding_key: str
    probe_limits: list[str]
    reference_limits: list[str]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionShown:
    """A signed version of a sheet, to be read. examiner: who signed, where that is told."""

    view: OpinionView
    examiner: str = ""

    @property
    def version(self) -> int:
        return self.view.version

    @property
    def at(self) -> datetime:
        return self.view.at

    @property
    def reason(self) -> str:
        return self.view.reason

    @property
    def after_scores(self) -> bool:
        return self.view.after_scores

    @property
    def remark(self) -> str:
        return self.view.entry.remark

    @property
    def sign(self) -> str:
        return "" if self.view.conclusion is None else signed_number(self.view.conclusion)

    @property
    def words(self) -> Words:
        return "" if self.view.conclusion is None else self.view.conclusion.label

    @property
    def outcome(self) -> Words:
        return "" if self.view.outcome is None else self.view.outcome.label

    @property
    def rows(self) -> list[FindingRow]:
        findings = self.view.entry.findings
        return [
            _finding_row(number, part, findings.get(part, _NOBODY)) for number, part in enumerate(Component, start=1)
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredShown:
    """What a search had said of a candidate."""

    view: ScoredView

    @property
    def rank(self) -> int:
        return self.view.rank

    @property
    def score(self) -> str:
        value = self.view.score if self.view.ranking_score is None else self.view.ranking_score
        return f"{value:.2f}".replace("-", "\N{MINUS SIGN}")

    @property
    def strangers(self) -> str:
        """Empty where the search gave no such figure."""
        figure = self.view.figures.get("expected_strangers")
        if not isinstance(figure, dict):
            return ""
        value = float(figure["value"])
        return f"{value:.2g}" if figure.get("resolved", True) else _("below %(value)s") % {"value": f"{value:.2g}"}

    @property
    def label(self) -> str:
        return self.view.label

    @property
    def identifier(self) -> str:
        return self.view.identifier

    @property
    def gallery(self) -> str:
        return self.view.gallery


def signed_number(step: Conclusion) -> str:
    """+3 to −3, with the minus that is as wide as the plus."""
    return f"{int(step):+d}".replace("-", "\N{MINUS SIGN}") if step else "0"


def _limit_choices(chosen: Collection[Limit]) -> list[Choice]:
    return [Choice(value=limit.value, label=limit.label, chosen=limit in chosen) for limit in Limit]


def _limit_words(chosen: Collection[Limit]) -> list[str]:
    return [str(limit.label) for limit in Limit if limit in chosen]


def _note_rows(entry: NotesEntry) -> Iterator[NoteRow]:
    for number, part in enumerate(Component, start=1):
        yield NoteRow(number=number, part=part, entry=entry.components.get(part, _UNSEEN))


def _noted(note: ComponentNote) -> str:
    return note.text or ("" if note.visible else _("not visible"))


def _finding_row(number: int, part: Component, entry: ComponentFinding) -> FindingRow:
    return FindingRow(
        number=number,
        label=str(part.label),
        finding="" if entry.finding is None else entry.finding.label,
        finding_key="" if entry.finding is None else entry.finding.value,
        probe_limits=_limit_words(entry.probe_limits),
        reference_limits=_limit_words(entry.reference_limits),
        note=entry.note,
    )
