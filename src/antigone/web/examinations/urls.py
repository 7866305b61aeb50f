"""Addresses of examinations. Those of an examiner's list name the list and places in it, nothing of the case."""

from django.urls import path

from antigone.web.examinations import arbitration, lists, notes, oversight, pictures, rates, sheets

app_name = "examinations"
urlpatterns = [
    path("", lists.work, name="list"),
    path("error-rates/", rates.agency, name="rates"),
    path("error-rates/own/", rates.own, name="own_rates"),
    path("lists/<uuid:assignment>/", lists.show, name="show"),
    path("lists/<uuid:assignment>/decline/", lists.give_back, name="decline"),
    path("lists/<uuid:assignment>/finish/", lists.finish, name="finish"),
    path("lists/<uuid:assignment>/notes/", notes.notes, name="notes"),
    path("lists/<uuid:assignment>/notes/draft/", notes.draft, name="notes_draft"),
    path("lists/<uuid:assignment>/candidates/<int:position>/", sheets.sheet, name="sheet"),
    path("lists/<uuid:assignment>/candidates/<int:position>/draft/", sheets.draft, name="sheet_draft"),
    path("lists/<uuid:assignment>/probe/<int:index>/", pictures.probe, name="probe"),
    path(
        "lists/<uuid:assignment>/candidates/<int:position>/reference/<int:index>/",
        pictures.reference,
        name="reference",
    ),
    path(
        "lists/<uuid:assignment>/candidates/<int:position>/map/<int:probe>/<int:reference>/",
        pictures.similarity_map,
        name="map",
    ),
    path("searches/<uuid:search>/", oversight.of_search, name="of_search"),
    path("searches/<uuid:search>/open/", oversight.open_list, name="open"),
    path("<uuid:examination>/seats/", oversight.seats, name="seats"),
    path("<uuid:examination>/candidates/<int:position>/", arbitration.decide, name="arbitration"),
    path(
        "<uuid:examination>/candidates/<int:position>/<str:side>/<int:index>/",
        pictures.arbitration_picture,
        name="arbitration_picture",
    ),
]
