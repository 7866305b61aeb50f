"""The list of cases, and what a case says of itself."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from antigone.casework.accounts.roles import Right
from antigone.casework.cases.condition import REGIONS, condition_of, describe_case
from antigone.casework.cases.models import BodyFlag, Case, CaseKind
from antigone.casework.cases.selectors import case_by_id, listed_cases
from antigone.casework.cases.services import open_case, renew_case
from antigone.casework.galleries.holds import holds_on
from antigone.web.cases.forms import ConditionForm, ListForm, OpenForm, RenewForm
from antigone.web.shared.access import SignedIn, form, page
from antigone.web.shared.forms import refusals_shown

A_PAGE = 25


@page(Right.READ_CASES)
def case_list(request: SignedIn) -> HttpResponse:
    """The cases that the person sees."""
    asked = ListForm(request.GET)
    cases = Paginator(listed_cases(request.actor, asked.filter()), A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {"form": asked, "cases": cases, "query": query.urlencode(), "today": timezone.localdate()}
    return render(request, "web/cases/list.html", context)


@form(Right.WRITE_CASES)
def open_new(request: SignedIn) -> HttpResponseBase:
    """First what kind of person, then what that kind needs."""
    kind = request.GET.get("kind", "")
    if kind not in CaseKind.values:
        return render(request, "web/cases/open_kind.html", {"kinds": CaseKind})
    filled = OpenForm(request.POST or None, kind=CaseKind(kind), initial=_defaults(request))
    if filled.is_valid():
        with refusals_shown(filled):
            case = open_case(request=filled.request(), by=request.actor, now=timezone.now())
            return redirect("cases:photographs", case.id)
    return render(request, "web/cases/open.html", {"form": filled, "kind": CaseKind(kind)})


@page(Right.READ_CASES)
def show(request: SignedIn, case: UUID) -> HttpResponse:
    """What is known of the person, and what allows the search."""
    found = case_by_id(request.actor, case)
    context = {
        "case": found,
        "tab": "case",
        "is_expired": timezone.localdate() > found.expires_on,
        "flags": [BodyFlag(flag).label for flag in found.body_flags],
        "regions": [REGIONS[region] for region in found.injured_regions],
        "holds": holds_on(request.actor, found.id),
        "searches": _fragment_of_searches(found),
    }
    return render(request, "web/cases/show.html", context)


@form(Right.WRITE_CASES)
def describe(request: SignedIn, case: UUID) -> HttpResponseBase:
    """The condition of the person, as a form."""
    found = case_by_id(request.actor, case)
    standing = condition_of(found)
    initial = {name: getattr(standing, name) for name in type(standing).__slots__}
    filled = ConditionForm(request.POST or None, case=found, initial=initial)
    if filled.is_valid():
        with refusals_shown(filled):
            describe_case(case=found, condition=filled.condition(), by=request.actor)
            messages.success(request, _("The condition is written down."))
            return redirect("cases:show", found.id)
    return render(request, "web/cases/describe.html", {"case": found, "tab": "case", "form": filled})


@form(Right.WRITE_CASES)
def renew(request: SignedIn, case: UUID) -> HttpResponseBase:
    """A later last day."""
    found = case_by_id(request.actor, case)
    filled = RenewForm(request.POST or None)
    if filled.is_valid():
        with refusals_shown(filled):
            renew_case(case=found, by=request.actor, now=timezone.now(), **filled.cleaned_data)
            messages.success(request, _("The case is renewed."))
            return redirect("cases:show", found.id)
    return render(request, "web/cases/renew.html", {"case": found, "tab": "case", "form": filled})


def _defaults(request: SignedIn) -> dict[str, str]:
    """What the agency has written down for all its cases."""
    agency = request.user.agency
    return {"authority": agency.default_authority, "purpose": agency.default_purpose}


def _fragment_of_searches(case: Case) -> str:
    """Where the case's searches are shown, by the section that makes them; empty where the site has no such section."""
    try:
        return reverse("searches:of_case", args=[case.id])
    except NoReverseMatch:
        return ""
