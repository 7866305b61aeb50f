"""`Idempotency-Key`: a request that is sent again is answered again, and not carried out again."""

import re
from collections.abc import Callable
from hashlib import sha256

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from antigone.api.shared.callers import Caller
from antigone.api.shared.problems import problem, problem_of
from antigone.casework.replies.models import Reply
from antigone.casework.replies.services import Answer, abandon, begin, keep
from antigone.engine.errors import AntigoneError

# Nothing came of the request, so it may be sent again as it is: no right, no room, no luck.
NOT_KEPT = frozenset({401, 403, 413, 429})
_WORD = re.compile(r"[!-~]{1,200}")


def answered_once(request: HttpRequest, caller: Caller, answer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The answer; where the request is a POST with an `Idempotency-Key` that was answered before, that answer."""
    word = request.headers.get("Idempotency-Key", "")
    if request.method != "POST" or not word:
        return answer()
    if not _WORD.fullmatch(word):
        return problem(400, _("An Idempotency-Key is 1 to 200 visible ASCII characters."))
    try:
        claimed = begin(
            key=caller.key,
            secret=caller.secret,
            word=word,
            request_sha256=_fingerprint(request),
            now=timezone.now(),
        )
    except AntigoneError as error:
        return problem_of(error)
    return _repeated(claimed) if isinstance(claimed, Answer) else _kept(claimed, caller, answer)


def _kept(reply: Reply, caller: Caller, answer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    done = False
    try:
        response = answer()
        done = isinstance(response, HttpResponse) and response.status_code < 500
        done = done and response.status_code not in NOT_KEPT
    finally:
        if not done:
            abandon(reply=reply)
    if done and isinstance(response, HttpResponse):
        keep(
            reply=reply,
            secret=caller.secret,
            answer=Answer(
                status=response.status_code,
                content_type=response.headers["Content-Type"],
                location=response.headers.get("Location", ""),
                body=response.content.decode(),
            ),
        )
    return response


def _repeated(answer: Answer) -> HttpResponse:
    response = HttpResponse(answer.body, status=answer.status, content_type=answer.content_type)
    response.headers["Idempotent-Replayed"] = "true"
    if answer.location:
        response.headers["Location"] = answer.location
    return response


def _fingerprint(request: HttpRequest) -> str:
    """Of method, address and all that was sent. A form's is of its parts: their boundary differs each time."""
    digest = sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type != "multipart/form-data":
        digest.update(request.body)
        return digest.hexdigest()
    for name, values in sorted(request.POST.lists()):
        digest.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            content = sha256()
            for chunk in file.chunks():
                content.update(chunk)
            file.seek(0)
            digest.update(repr((name, file.name, content.hexdigest())).encode())
    return digest.hexdigest()
