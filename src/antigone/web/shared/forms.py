"""What the forms of all sections have in common."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from antigone.casework.wording import said
from antigone.engine.errors import AntigoneError

__all__ = ["DateField", "ReasonForm", "refusals_shown"]


class DateField(forms.DateField):
    """A day, picked from the browser's calendar; its value travels as YYYY-MM-DD whatever the language."""

    def __init__(self, **fields: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **fields)


class ReasonForm(forms.Form):
    """Why a hold is set or lifted."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        help_text=_("A court's or an authority's reference. It is shown to whoever tries to erase."),
    )


@contextmanager
def refusals_shown(form: forms.BaseForm) -> Iterator[None]:
    """A service refuses what the form sent: its sentence stands above the fields, which keep what was typed.

    After the block ask `form.is_valid()` again: it says no where there was a refusal.
    """
    try:
        yield
    except AntigoneError as error:
        form.add_error(None, said(error.diagnostics()))
