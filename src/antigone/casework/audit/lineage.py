"""Which home a log is of, and whether it is still the one it was: for what is derived from a home's database."""

from antigone.casework.audit.models import Event

__all__ = ["first_leaf", "log_end", "log_once_ended"]


def first_leaf() -> str:
    """The hash of the first leaf, which no other home has; zeros where nothing happened yet."""
    return Event.objects.filter(seq=0).values_list("leaf_hash", flat=True).first() or "0" * 64


def log_end() -> tuple[int, str]:
    """How many leaves there are, and the hash of the last."""
    last = Event.objects.order_by("-seq").values_list("seq", "leaf_hash").first()
    return (0, "") if last is None else (last[0] + 1, last[1])


def log_once_ended(end: tuple[int, str]) -> bool:
    """Whether the log once ended so. Restored from a backup it did not, where anything was done since the backup."""
    size, leaf = end
    return not size or Event.objects.filter(seq=size - 1, leaf_hash=leaf).exists()
