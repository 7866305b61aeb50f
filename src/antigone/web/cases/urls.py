"""Addresses of the section."""

from django.urls import path

from antigone.web.cases import closing, faces, keeping, members, photographs, views

app_name = "cases"

PHOTOGRAPH = "<uuid:case>/photographs/<uuid:photograph>/"

urlpatterns = [
    path("", views.case_list, name="list"),
    path("open/", views.open_new, name="open"),
    path("<uuid:case>/", views.show, name="show"),
    path("<uuid:case>/condition/", views.describe, name="describe"),
    path("<uuid:case>/renewal/", views.renew, name="renew"),
    path("<uuid:case>/members/", members.show, name="members"),
    path("<uuid:case>/members/<uuid:user>/remove/", members.remove, name="remove_member"),
    path("<uuid:case>/closing/", closing.show, name="closing"),
    path("<uuid:case>/closing/reopen/", closing.reopen, name="reopen"),
    path("<uuid:case>/hold/", keeping.hold, name="hold"),
    path("<uuid:case>/erase/", keeping.erase, name="erase"),
    path("<uuid:case>/photographs/", photographs.show, name="photographs"),
    path("<uuid:case>/photographs/add/", photographs.add, name="add_photographs"),
    path(PHOTOGRAPH, faces.show, name="photograph"),
    path(f"{PHOTOGRAPH}card/", photographs.card, name="card"),
    path(f"{PHOTOGRAPH}picture/", photographs.picture, name="picture"),
    path(f"{PHOTOGRAPH}treated/<str:which>/", faces.treated, name="treated"),
    path(f"{PHOTOGRAPH}face/", faces.choose, name="choose_face"),
    path(f"{PHOTOGRAPH}drawing/", faces.draw, name="draw_face"),
    path(f"{PHOTOGRAPH}recipe/", faces.treat, name="set_recipe"),
    path(f"{PHOTOGRAPH}checklist/", photographs.checklist, name="checklist"),
    path(f"{PHOTOGRAPH}withdrawal/", photographs.withdraw, name="withdraw"),
]
