"""What every request to the API passes, whatever its address: key, size, rate, repetition."""

import logging
import math
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.utils.translation import gettext as _
from ninja.throttling import SimpleRateThrottle

from antigone.api.shared.callers import Caller, caller_of
from antigone.api.shared.problems import problem
from antigone.api.shared.repeating import answered_once

View = Callable[..., HttpResponseBase]

log = logging.getLogger("antigone.api")

LARGEST_JSON = 1024**2


class _Throttle(SimpleRateThrottle):
    """Counts the requests of a key. Made anew for each request: ninja keeps what it counts in the object."""

    def get_cache_key(self, request: HttpRequest) -> str:
        caller: Caller = request.caller  # type: ignore[attr-defined] # set by the gate
        return f"api-rate-{caller.key.pk}"


def gate(view: View) -> View:
    """The view behind the gate."""

    @wraps(view)
    def gated(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        try:
            caller = caller_of(request)
            response = _stranger() if caller is None else _let_in(view, request, caller, arguments, named)
        except Exception:
            # The outermost edge: the log says what happened, the caller hears that it is not theirs to mend.
            log.exception("%s %s failed", request.method, request.path)
            response = problem(500, _("The program failed; the server's log says where."))
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    # Cookies open nothing here, so there is nothing that another site could forge.
    gated.csrf_exempt = True  # type: ignore[attr-defined] # how Django is told
    return gated


def _let_in(
    view: View, request: HttpRequest, caller: Caller, arguments: tuple[Any, ...], named: dict[str, Any]
) -> HttpResponseBase:
    request.caller = caller  # type: ignore[attr-defined] # what Called declares
    request.actor = caller.actor  # type: ignore[attr-defined] # what Called declares
    refused = _too_large(request) or _too_many(request)
    if refused is not None:
        return refused
    response = answered_once(request, caller, lambda: view(request, *arguments, **named))
    if isinstance(response, HttpResponseNotAllowed):
        answer = problem(405, _("This address does not take %(method)s.") % {"method": request.method})
        answer.headers["Allow"] = response.headers["Allow"]
        return answer
    return response


def _stranger() -> HttpResponseBase:
    response = problem(
        401,
        _("There is no key that counts with this request."),
        advice=_("Send `Authorization: Bearer ak_...`; keys are made in the browser, under your account."),
    )
    response.headers["WWW-Authenticate"] = 'Bearer realm="Antigone"'
    return response


def _too_large(request: HttpRequest) -> HttpResponseBase | None:
    largest = settings.ANTIGONE_UPLOAD_LIMIT if request.content_type == "multipart/form-data" else LARGEST_JSON
    try:
        size = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        return problem(400, _("The Content-Length is no number."))
    if size <= largest:
        return None
    return problem(413, _("A request like this holds up to %(size)d bytes.") % {"size": largest})


def _too_many(request: HttpRequest) -> HttpResponseBase | None:
    throttle = _Throttle(settings.ANTIGONE_API_RATE)
    if throttle.allow_request(request):
        return None
    response = problem(429, _("This key asks too often; the limit is %(rate)s.") % {"rate": throttle.rate})
    response.headers["Retry-After"] = str(math.ceil(throttle.wait() or 1))
    return response
