"""Addresses of one's own account, beside those that allauth's views have (`doors`)."""

from django.urls import path

from antigone.web.account import keys, views

app_name = "account"

urlpatterns = [
    path("", views.show, name="show"),
    path("language/", views.language, name="language"),
    path("speak/", views.speak, name="speak"),
    path("sessions/end/", views.end_sessions, name="end_sessions"),
    path("keys/new/", keys.new, name="new_key"),
    path("keys/<uuid:key>/revoke/", keys.revoke, name="revoke_key"),
]
