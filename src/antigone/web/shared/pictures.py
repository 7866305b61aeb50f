"""Photographs sent to a browser that has shown its right to them: kept nowhere but in that browser's own memory."""

from django.http import HttpRequest, HttpResponse

from antigone.casework.evidence.models import Photograph
from antigone.casework.evidence.pictures import PictureSize, shown_picture
from antigone.engine.errors import NotFound


def picture_response(request: HttpRequest, photograph: Photograph) -> HttpResponse:
    """The photograph in the size that `?size=` names (full, screen, small). Whether it may be seen was asked before."""
    name = request.GET.get("size", PictureSize.SCREEN.name).upper()
    if name not in PictureSize.__members__:
        raise NotFound(f"There is no picture of size {name.lower()!r}.")
    return sealed(HttpResponse(shown_picture(photograph, PictureSize[name]), content_type="image/jpeg"))


def sealed(response: HttpResponse) -> HttpResponse:
    """A picture no proxy keeps and no browser writes to a shared cache; the same browser may show it again."""
    response.headers["Cache-Control"] = "private, max-age=600"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
