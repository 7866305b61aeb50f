"""Which rows are meant, in Milvus's words."""

from collections.abc import Sequence

__all__ = ["ENTRY", "SUBJECT", "among", "of_subjects"]

ENTRY, SUBJECT = "entry", "subject"


def among(entries: Sequence[int]) -> str:
    """Rows with these numbers."""
    return f"{ENTRY} in {list(entries)}"


def of_subjects(subjects: Sequence[int] | None, *, first: int, end: int) -> str:
    """Rows with numbers from `first` to below `end`, of these subjects or of all."""
    between = f"{ENTRY} >= {first} and {ENTRY} < {end}"
    return between if subjects is None else f"{between} and {SUBJECT} in {list(subjects)}"
