"""An error as a page: what is wrong, what to do next, and the status that fits."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from antigone.casework.accounts.statuses import status_of
from antigone.engine.errors import AntigoneError


def refusal(request: HttpRequest, error: AntigoneError) -> HttpResponse:
    """The page; a part of a page gets the part that fits into it."""
    template = "web/refusal_part.html" if request.headers.get("HX-Request") else "web/refusal.html"
    return render(request, template, {"error": error}, status=status_of(error))
