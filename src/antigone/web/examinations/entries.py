"""What an examiner's form sends, as the values that the services take."""

from django.http import QueryDict

from antigone.casework.examinations.components import Component
from antigone.casework.examinations.entries import NotesEntry, SheetEntry

__all__ = ["sent_notes", "sent_sheet"]


def sent_notes(data: QueryDict) -> NotesEntry:
    """Raises UsageError for what is not of this form."""
    hidden = set(data.getlist("hidden"))
    return NotesEntry.from_json(
        {
            "components": {
                part.value: {"visible": part.value not in hidden, "text": _text(data, f"note-{part.value}")}
                for part in Component
            },
            "limits": data.getlist("limits"),
            "remark": _text(data, "remark"),
        }
    )


def sent_sheet(data: QueryDict) -> SheetEntry:
    """Raises UsageError for what is not of this form."""
    return SheetEntry.from_json(
        {
            "findings": {part.value: _finding(data, part.value) for part in Component},
            "conclusion": _number(data.get("conclusion", "")),
            "remark": _text(data, "remark"),
        }
    )


def _finding(data: QueryDict, part: str) -> dict[str, object]:
    return {
        "finding": data.get(f"finding-{part}") or None,
        "probe_limits": data.getlist(f"probe_limits-{part}"),
        "reference_limits": data.getlist(f"reference_limits-{part}"),
        "note": _text(data, f"note-{part}"),
    }


def _text(data: QueryDict, name: str) -> str:
    # A browser sends each line break as two characters; counted and kept it is one.
    return (data.get(name) or "").replace("\r\n", "\n")


def _number(text: str) -> object:
    """The text itself where it is no whole number: it is refused as no word of the form."""
    try:
        return int(text) if text else None
    except ValueError:
        return text
