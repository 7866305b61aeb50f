"""Addresses of the section."""

from django.urls import path

from antigone.web.galleries import erasing, galleries, imports, managing, subjects

app_name = "galleries"

urlpatterns = [
    path("", galleries.list_galleries, name="list"),
    path("new/", managing.open_gallery, name="open"),
    path("due/", erasing.due, name="due"),
    path("receipts/", erasing.list_receipts, name="receipts"),
    path("receipts/<uuid:receipt>/", erasing.show_receipt, name="receipt"),
    path("receipts/<uuid:receipt>.json", erasing.download_receipt, name="receipt_json"),
    path("holds/<uuid:hold>/lift/", managing.lift_hold, name="lift_hold"),
    path("<uuid:gallery>/", galleries.show_gallery, name="show"),
    path("<uuid:gallery>/enrolments/", galleries.list_runs, name="runs"),
    path("<uuid:gallery>/enrolments/<uuid:run>/", galleries.show_run, name="run"),
    path("<uuid:gallery>/enrolments/<uuid:run>/refusals.csv", galleries.download_refusals, name="refusals"),
    path("<uuid:gallery>/photographs/<uuid:photograph>/", galleries.picture, name="picture"),
    path("<uuid:gallery>/manage/", managing.manage, name="manage"),
    path("<uuid:gallery>/manage/share/", managing.share, name="share"),
    path("<uuid:gallery>/manage/unshare/<uuid:agency>/", managing.unshare, name="unshare"),
    path("<uuid:gallery>/manage/retention/", managing.set_retention, name="retention"),
    path("<uuid:gallery>/hold/", managing.hold_gallery, name="hold"),
    path("<uuid:gallery>/erase/", erasing.erase_gallery, name="erase"),
    path("<uuid:gallery>/import/", imports.order, name="import"),
    path("<uuid:gallery>/imports/<uuid:order>/", imports.show_progress, name="progress"),
    path("<uuid:gallery>/imports/<uuid:order>/stop/", imports.stop, name="stop"),
    path("<uuid:gallery>/subjects/<uuid:subject>/", subjects.show_subject, name="subject"),
    path("<uuid:gallery>/subjects/<uuid:subject>/correct/", subjects.correct, name="correct"),
    path("<uuid:gallery>/subjects/<uuid:subject>/retention/", subjects.set_retention, name="subject_retention"),
    path("<uuid:gallery>/subjects/<uuid:subject>/hold/", subjects.hold, name="hold_subject"),
    path("<uuid:gallery>/subjects/<uuid:subject>/erase/", erasing.erase_subject, name="erase_subject"),
]
