"""Addresses of the pages, a section each."""

from django.urls import include, path

from antigone.web.account.welcome import welcome
from antigone.web.home import home
from antigone.web.icon import favicon

urlpatterns = [
    path("", home, name="home"),
    path("favicon.ico", favicon, name="favicon"),
    path("cases/", include("antigone.web.cases.urls")),
    path("welcome/<str:token>/", welcome, name="welcome"),
    path("account/", include("antigone.web.account.urls")),
    path("", include("antigone.web.account.doors")),
    path("people/", include("antigone.web.people.urls")),
    path("log/", include("antigone.web.log.urls")),
    path("overview/", include("antigone.web.overview.urls")),
    path("galleries/", include("antigone.web.galleries.urls")),
    path("jobs/", include("antigone.web.jobs.urls")),
    path("searches/", include("antigone.web.searches.urls")),
    path("examinations/", include("antigone.web.examinations.urls")),
]
