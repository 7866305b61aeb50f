"""The start page: each role's is its work list."""

from django.http import HttpResponse
from django.shortcuts import render

from antigone.web.shared.access import Open, SignedIn, page


@page(Open.SIGNED_IN)
def home(request: SignedIn) -> HttpResponse:
    """What waits for this person."""
    return render(request, "web/home.html")
