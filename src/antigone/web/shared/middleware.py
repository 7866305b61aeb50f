"""The gate that every request passes, and what is said to browsers with every answer."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from antigone.casework.accounts.factors import must_set_up_second_factor
from antigone.casework.accounts.models import User
from antigone.casework.accounts.policy import holds
from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Door
from antigone.engine.errors import AntigoneError, Forbidden
from antigone.web.shared.access import Open, access_of
from antigone.web.shared.refusals import refusal

Answer = Callable[[HttpRequest], HttpResponseBase]

# Scripts and styles come from our own files alone; pictures also from what the viewer draws.
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob: data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)


LARGEST_OF_STRANGERS = 1024**2


class ContentSecurityPolicy:
    """Tells the browser to load nothing from elsewhere and to run nothing that stands in a page."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._answer(request)
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        # Pages are about people: no cache keeps one, the browser's own neither. Pictures say for themselves.
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class ClosedByDefault:
    """Lets a request through to a page that says who may open it, and to whom it says so; makes errors pages."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if _size_of(request) > LARGEST_OF_STRANGERS and not isinstance(request.user, User) and not _is_api(request):
            # Before anybody looks for a token in it, for that would write its files to the disk.
            return HttpResponse(_("Sign in before you hand in files."), status=413)
        return self._answer(request)

    def process_view(
        self, request: HttpRequest, view: Any, _args: tuple[Any, ...], _kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """None where the page may be opened."""
        access = access_of(view)
        if access is None:
            raise Http404
        if access in {Open.PUBLIC, Open.OWN_GATE}:
            return None
        if not isinstance(request.user, User):
            return _to_sign_in(request)
        actor = request.user.actor(Door.WEB)
        request.actor = actor  # type: ignore[attr-defined] # what SignedIn declares
        if access is not Open.SETTING_UP and must_set_up_second_factor(request.user):
            return _to_second_factor(request)
        if isinstance(access, Right) and not holds(actor, access):
            return refusal(request, Forbidden(_("Your role does not cover this page.")))
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A page that says what is wrong; None for what is our defect."""
        return refusal(request, error) if isinstance(error, AntigoneError) else None


def _size_of(request: HttpRequest) -> int:
    said = request.META.get("CONTENT_LENGTH") or ""
    return int(said) if said.isascii() and said.isdecimal() else 0


def _is_api(request: HttpRequest) -> bool:
    """The API asks for its key, and how much a request may be, before it reads one."""
    return request.path_info.startswith("/api/")


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):
        # A fragment would show the sign-in page inside the page; the browser is sent there whole.
        return HttpResponse(_("You are signed out."), status=403, headers={"HX-Refresh": "true"})
    return redirect_to_login(request.get_full_path())


def _to_second_factor(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):
        text = _("Your agency asks for a second factor first.")
        return HttpResponse(text, status=403, headers={"HX-Refresh": "true"})
    return redirect("mfa_index")
