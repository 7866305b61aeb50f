"""Addresses of the log."""

from django.urls import path

from antigone.web.log import views

app_name = "log"
urlpatterns = [
    path("", views.log, name="list"),
    path("verify/", views.verify, name="verify"),
    path("verification/", views.verification, name="verification"),
    path("export/", views.export, name="export"),
]
