"""Pages with a secret on them that no other page will show."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def shown_once(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page, which the browser is told to keep nowhere: not even for the way back to it."""
    response = render(request, template, context)
    response.headers["Cache-Control"] = "no-store"
    return response
