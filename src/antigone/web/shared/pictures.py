"""Photographs sent to a browser that has shown its right to them: kept nowhere but in that browser's own memory."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.crypto import salted_hmac

from antigone.casework.evidence.models import Photograph
from antigone.casework.evidence.pictures import PictureSize, shown_picture
from antigone.engine.errors import NotFound


def picture_response(request: HttpRequest, photograph: Photograph) -> HttpResponse:
    """The photograph in the size that `?size=` names (full, screen, small). Whether it may be seen was asked before.

    A browser that still has it is told so (304) and is sent nothing: a photograph never changes.
    """
    name = request.GET.get("size", PictureSize.SCREEN.name).upper()
    if name not in PictureSize.__members__:
        raise NotFound(f"There is no picture of size {name.lower()!r}.")
    tag = _tag(request, photograph, name)
    response = get_conditional_response(request, etag=tag)
    if response is None:
        response = HttpResponse(shown_picture(photograph, PictureSize[name]), content_type="image/jpeg")
    response.headers["ETag"] = tag
    return sealed(response)


def _tag(request: HttpRequest, photograph: Photograph, size: str) -> str:
    """The picture's entity tag. It is that of one address alone and hides the photograph's hash: an examiner is not to
    tell by it that two lists show the same photograph, or find it elsewhere.
    """
    seed = f"{request.path}\n{photograph.sha256}\n{size}"
    return f'"{salted_hmac("antigone.web.pictures", seed, algorithm="sha256").hexdigest()}"'


def sealed(response: HttpResponse) -> HttpResponse:
    """A picture no proxy keeps and no browser writes to a shared cache; the same browser may show it again."""
    response.headers["Cache-Control"] = "private, max-age=600"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
