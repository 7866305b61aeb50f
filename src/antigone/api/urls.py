"""Addresses of the API. All of them, and those that are none, are behind the gate."""

from django.urls import URLPattern, include, path, re_path

from antigone.api.service import api
from antigone.api.shared.gate import gate
from antigone.api.shared.service import nowhere


def _gated() -> list[URLPattern]:
    patterns, _app, _namespace = api.urls
    found = [*(pattern for pattern in patterns if isinstance(pattern, URLPattern)), re_path("", nowhere)]
    for pattern in found:
        pattern.callback = gate(pattern.callback)
    return found


operations = _gated()
urlpatterns = [path("", include((operations, "api"), namespace="api"))]
