"""Addresses of the section."""

from django.urls import path

from antigone.web.jobs import views

app_name = "jobs"

urlpatterns = [
    path("", views.list_jobs, name="list"),
    path("<uuid:job>/", views.show, name="show"),
    path("<uuid:job>/progress/", views.progress, name="progress"),
    path("<uuid:job>/stop/", views.stop, name="stop"),
]
