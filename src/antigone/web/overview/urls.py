"""Addresses of the overview."""

from django.urls import path

from antigone.web.overview import views

app_name = "overview"
urlpatterns = [path("", views.board, name="board"), path("counts.csv", views.table, name="table")]
