"""Addresses of the section."""

from django.urls import path

from antigone.web.searches import asking, comparisons, pictures, results, scored

app_name = "searches"

urlpatterns = [
    path("new/<uuid:case>/", asking.new, name="new"),
    path("of/<uuid:case>/", results.of_case, name="of_case"),
    path("compare/<uuid:case>/", comparisons.new, name="compare"),
    path("comparisons/<uuid:comparison>/", comparisons.show, name="comparison"),
    path("comparisons/<uuid:comparison>/sheet/", comparisons.sheet, name="comparison_sheet"),
    path("comparisons/<uuid:comparison>/photographs/<int:order>/", comparisons.photograph, name="compared"),
    path("<uuid:search>/", results.show, name="show"),
    path("<uuid:search>/scored/", scored.scored, name="scored"),
    path("<uuid:search>/sheet/", scored.sheet, name="sheet"),
    path("<uuid:search>/probes/<int:order>/", pictures.probe, name="probe"),
    path("<uuid:search>/candidates/<int:rank>/", pictures.candidate, name="picture"),
    path("<uuid:search>/exclusions/<uuid:exclusion>/lift/", scored.lift_exclusion, name="lift"),
]
