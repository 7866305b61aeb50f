"""Every address of the site: pages, and the API beside them."""

from django.urls import include, path

from antigone.api.urls import operations
from antigone.web.shared.access import Open, opened

for operation in operations:
    opened(operation.callback, Open.OWN_GATE)

urlpatterns = [path("api/v1/", include("antigone.api.urls")), path("", include("antigone.web.urls"))]
