"""What the forms of all sections have in common."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms

from antigone.casework.wording import said
from antigone.engine.errors import AntigoneError

__all__ = ["DateField", "refusals_shown"]


class DateField(forms.DateField):
    """A day, picked from the browser's calendar; its value travels as YYYY-MM-DD whatever the language."""

    def __init__(self, **fields: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **fields)


@contextmanager
def refusals_shown(form: forms.BaseForm) -> Iterator[None]:
    """A service refuses what the form sent: its sentence stands above the fields, which keep what was typed.

    After the block ask `form.is_valid()` again: it says no where there was a refusal.
    """
    try:
        yield
    except AntigoneError as error:
        form.add_error(None, said(error.diagnostics()))
