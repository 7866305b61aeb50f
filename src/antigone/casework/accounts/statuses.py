"""The HTTP status of each error: one table for pages and for the API."""

from antigone.engine.errors import AntigoneError, Forbidden, InputError, NotFound, StateError, UsageError

__all__ = ["status_of"]

_STATUS: tuple[tuple[type[AntigoneError], int], ...] = (
    (NotFound, 404),
    (Forbidden, 403),
    (StateError, 409),
    (UsageError, 400),
    (InputError, 422),
)


def status_of(error: AntigoneError) -> int:
    """400s for what the person can mend, 500 for the rest."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)
