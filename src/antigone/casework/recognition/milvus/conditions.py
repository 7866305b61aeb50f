"""Which rows are meant, in Milvus's words."""

from collections.abc import Sequence

__all__ = ["ENTRY", "SUBJECT", "among", "within"]

ENTRY, SUBJECT = "entry", "subject"


def among(entries: Sequence[int]) -> str:
    """Rows with these numbers."""
    return f"{ENTRY} in {list(entries)}"


def within(entries: range | None, subjects: Sequence[int] | None) -> str:
    """Rows with a number of the range, of these subjects; None: of any. Empty where all are meant."""
    parts = []
    if entries is not None:
        parts.append(f"{ENTRY} >= {entries.start} and {ENTRY} < {entries.stop}")
    if subjects is not None:
        parts.append(f"{SUBJECT} in {list(subjects)}")
    return " and ".join(parts)
