"""The site's icon, where browsers look for one before they have read a page: pictures and downloads name none."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.cache import patch_cache_control

from antigone.web.shared.access import Open, page

A_DAY = 24 * 60 * 60


@page(Open.PUBLIC)
def favicon(_request: HttpRequest) -> HttpResponse:
    """To the drawing that pages name."""
    response = redirect(static("antigone/icon.svg"))
    patch_cache_control(response, public=True, max_age=A_DAY)
    return response
