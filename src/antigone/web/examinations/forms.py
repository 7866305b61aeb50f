"""The few plain forms of the section; notes and sheets have their own shape (`entries`, `showing`)."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from antigone.casework.examinations.components import CandidateOutcome

__all__ = ["ArbitrationForm", "DeclineForm", "OpenForm"]


class DeclineForm(forms.Form):
    """A list given back."""

    reason = forms.CharField(
        label=_("Why you cannot examine it"),
        help_text=_("For example that you know the person, or the family. Somebody else gets the list."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )


class OpenForm(forms.Form):
    """A list given to two examiners. people: those who may be named for the first seat."""

    first = forms.TypedChoiceField(
        label=_("First examiner"),
        help_text=_("The second is always drawn among those with the fewest open lists."),
        required=False,
        empty_value=None,
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = cast("forms.TypedChoiceField", self.fields["first"])
        first.choices = [("", _("Let it be drawn")), *people]


class ArbitrationForm(forms.Form):
    """What a supervisor decides between two examiners."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            (CandidateOutcome.POTENTIAL.value, CandidateOutcome.POTENTIAL.label),
            (CandidateOutcome.NOT.value, CandidateOutcome.NOT.label),
            ("", _("Inconclusive: the examiners' disagreement stands")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Reasons"), widget=forms.Textarea(attrs={"rows": 5}), max_length=4000)
