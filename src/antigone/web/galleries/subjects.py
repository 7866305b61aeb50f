"""A person of a gallery: particulars, every photograph with where it came from, corrections, holds."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from antigone.casework.accounts.roles import Right
from antigone.casework.galleries import holds
from antigone.casework.galleries.browsing import subject_by_uuid
from antigone.casework.galleries.corrections import correct_subject
from antigone.casework.galleries.models import HoldKind, Subject
from antigone.casework.galleries.retention import keep_subject_until
from antigone.casework.galleries.selectors import gallery_by_uuid, references_of
from antigone.web.galleries.forms import CorrectionForm, RetentionForm
from antigone.web.shared.access import SignedIn, act, form, page
from antigone.web.shared.forms import ReasonForm


@page(Right.READ_GALLERIES)
def show_subject(request: SignedIn, gallery: UUID, subject: UUID) -> HttpResponse:
    """Everything that is kept of a person."""
    return _shown(request, _subject(request, gallery, subject))


@form(Right.WRITE_GALLERIES)
def correct(request: SignedIn, gallery: UUID, subject: UUID) -> HttpResponse:
    """Put right what is said of a person."""
    found = _subject(request, gallery, subject)
    given = CorrectionForm(request.POST or None, initial=CorrectionForm.values_of(found))
    if given.is_valid():
        changed = correct_subject(subject=found, facts=given.facts(found), by=request.actor)
        messages.success(request, _("The particulars are corrected.") if changed else _("Nothing was changed."))
        return redirect("galleries:subject", gallery, subject)
    context = {"gallery": found.gallery, "subject": found, "form": given}
    return render(request, "web/galleries/correct.html", context, status=422 if given.errors else 200)


@act(Right.WRITE_GALLERIES)
def set_retention(request: SignedIn, gallery: UUID, subject: UUID) -> HttpResponse:
    """The last day on which this person may be kept."""
    found, given = _subject(request, gallery, subject), RetentionForm(request.POST)
    if not given.is_valid():
        return _shown(request, found, retention_form=given)
    keep_subject_until(subject=found, until=given.cleaned_data["until"], by=request.actor)
    messages.success(request, _("The last day is set."))
    return redirect("galleries:subject", gallery, subject)


@act(Right.HOLD)
def hold(request: SignedIn, gallery: UUID, subject: UUID) -> HttpResponse:
    """Keep this person, and with them the gallery, from being erased."""
    found, given = _subject(request, gallery, subject), ReasonForm(request.POST)
    if not given.is_valid():
        return _shown(request, found, hold_form=given)
    holds.set_hold(kind=HoldKind.SUBJECT, about=found.uuid, reason=given.cleaned_data["reason"], by=request.actor)
    messages.success(request, _("This person is under legal hold."))
    return redirect("galleries:subject", gallery, subject)


def _subject(request: SignedIn, gallery: UUID, subject: UUID) -> Subject:
    return subject_by_uuid(request.actor, gallery_by_uuid(request.actor, gallery), subject)


def _shown(request: SignedIn, subject: Subject, **forms: RetentionForm | ReasonForm) -> HttpResponse:
    context = {
        "gallery": subject.gallery,
        "subject": subject,
        "references": references_of(subject),
        "holds": holds.holds_on(request.actor, subject.uuid),
        "retention_form": RetentionForm(initial={"until": subject.retain_until}),
        "hold_form": ReasonForm(),
        **forms,
    }
    return render(request, "web/galleries/subject.html", context, status=422 if forms else 200)
