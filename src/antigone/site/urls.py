"""Every address of the site: pages, and the API beside them."""

from django.urls import include, path

urlpatterns = [path("", include("antigone.web.urls"))]
