"""Addresses of the pages, a section each."""

from allauth.account import views as account
from django.urls import include, path

from antigone.web.home import home
from antigone.web.shared.access import Open, opened

urlpatterns = [
    path("", home, name="home"),
    path("cases/", include("antigone.web.cases.urls")),
    path("account/login/", opened(account.login, Open.PUBLIC), name="account_login"),
    path("account/logout/", opened(account.logout, Open.SIGNED_IN), name="account_logout"),
    path("log/", include("antigone.web.log.urls")),
    path("overview/", include("antigone.web.overview.urls")),
    path("galleries/", include("antigone.web.galleries.urls")),
    path("jobs/", include("antigone.web.jobs.urls")),
    path("searches/", include("antigone.web.searches.urls")),
    path("galleries/", include("antigone.web.galleries.urls")),
]
