"""An error as a page: what is wrong, what to do next, and the status that fits."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from antigone.engine.errors import AntigoneError, Forbidden, InputError, NotFound, StateError, UsageError

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


def refusal(request: HttpRequest, error: AntigoneError) -> HttpResponse:
    """The page; a part of a page gets the part that fits into it."""
    template = "web/refusal_part.html" if request.headers.get("HX-Request") else "web/refusal.html"
    return render(request, template, {"error": error}, status=status_of(error))
