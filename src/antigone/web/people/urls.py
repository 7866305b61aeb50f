"""Addresses of the section."""

from django.urls import path

from antigone.web.people import agencies, invitations, views

app_name = "people"

urlpatterns = [
    path("", views.listing, name="list"),
    path("invite/", invitations.invite_person, name="invite"),
    path("invitations/<uuid:invitation>/withdraw/", invitations.withdraw_link, name="withdraw"),
    path("agency/", agencies.settings, name="agency"),
    path("agencies/", agencies.listing, name="agencies"),
    path("agencies/<uuid:agency>/invite/", agencies.invite_its_administrator, name="invite_administrator"),
    path("<uuid:person>/", views.show, name="show"),
    path("<uuid:person>/deactivate/", views.deactivate_person, name="deactivate"),
    path("<uuid:person>/reactivate/", views.reactivate_person, name="reactivate"),
    path("<uuid:person>/renew/", invitations.renew, name="renew"),
]
