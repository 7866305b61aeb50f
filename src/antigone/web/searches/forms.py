"""The form a search is asked for with."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from antigone.casework.cases.models import CasePhotograph
from antigone.casework.galleries.models import Gallery, Sex
from antigone.casework.searches.requests import DEFAULT_STRANGERS, DEFAULT_TOP, LARGEST_TOP

__all__ = ["ComparisonForm", "LiftForm", "SearchForm"]

_ANY = ("", _("Anybody"))
_SEXES = [_ANY, (Sex.FEMALE.value, _("Female")), (Sex.MALE.value, _("Male"))]
_LISTS = [
    ("open", _("Anybody may be among them: show only those who look more like the person than strangers would")),
    ("closed", _("A closed list, as of the passengers of one bus: show everybody, however unlike")),
]


class SearchForm(forms.Form):
    """With what, where, for whom, and how long the list may be."""

    photographs = forms.MultipleChoiceField(
        label=_("Photographs"),
        help_text=_("Several are taken to show one person."),
        widget=forms.CheckboxSelectMultiple,
    )
    galleries = forms.MultipleChoiceField(label=_("Galleries"), widget=forms.CheckboxSelectMultiple)
    sex = forms.ChoiceField(label=_("Sex"), choices=_SEXES, required=False)
    age_from = forms.IntegerField(label=_("Age today from"), min_value=0, max_value=130, required=False)
    age_to = forms.IntegerField(label=_("to"), min_value=0, max_value=130, required=False)
    nationality = forms.CharField(label=_("Nationality"), max_length=100, required=False)
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    captured_from = forms.CharField(label=_("Photographed from"), max_length=10, required=False)
    captured_to = forms.CharField(label=_("until"), max_length=10, required=False)
    kind = forms.ChoiceField(label=_("Who may be in the galleries"), choices=_LISTS, widget=forms.RadioSelect)
    top = forms.IntegerField(label=_("Longest list"), min_value=1, max_value=LARGEST_TOP, initial=DEFAULT_TOP)

    def __init__(
        self, *given: Any, photographs: Sequence[CasePhotograph], galleries: Sequence[Gallery], **more: Any
    ) -> None:
        super().__init__(*given, **more)
        self._photographs = {str(one.id): one for one in photographs}
        self._galleries = {str(one.uuid): one for one in galleries}
        self._offer("photographs", [(key, one.file_name) for key, one in self._photographs.items()])
        self._offer("galleries", [(key, one.name) for key, one in self._galleries.items()])
        self.initial = {
            "photographs": list(self._photographs),
            "galleries": list(self._galleries),
            "kind": "open",
            **self.initial,
        }

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = choices

    def asked(self) -> dict[str, Any]:
        """The arguments of `submit_search` beside case and actor. Call it once the form is valid."""
        told = self.cleaned_data
        return {
            "photographs": [self._photographs[key] for key in told["photographs"]],
            "galleries": [self._galleries[key] for key in told["galleries"]],
            "where": self._where(),
            "top": told["top"],
            "strangers": DEFAULT_STRANGERS if told["kind"] == "open" else None,
        }

    def _where(self) -> str:
        """The filters as `--where` takes them."""
        told = self.cleaned_data
        years = (told["age_from"], told["age_to"])
        age = f"{years[0] or 0}-{years[1] if years[1] is not None else 130}" if years != (None, None) else ""
        dates = (told["captured_from"], told["captured_to"])
        given = {
            "sex": told["sex"],
            "age": age,
            "nationality": told["nationality"],
            "place": told["place"],
            "captured": "..".join(dates) if any(dates) else "",
        }
        return ",".join(f"{name}={value}" for name, value in given.items() if value)


class ComparisonForm(forms.Form):
    """Two photographs of a case."""

    photographs = forms.MultipleChoiceField(label=_("Photographs"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *given: Any, photographs: Sequence[CasePhotograph], **more: Any) -> None:
        super().__init__(*given, **more)
        self._photographs = {str(one.id): one for one in photographs}
        field: Any = self.fields["photographs"]
        field.choices = [(key, one.file_name) for key, one in self._photographs.items()]
        self.initial = {"photographs": list(self._photographs)[:2] if len(self._photographs) == 2 else []}

    def clean_photographs(self) -> list[str]:
        """Raises ValidationError for more or fewer than two."""
        chosen: list[str] = self.cleaned_data["photographs"]
        if len(set(chosen)) != 2:
            raise forms.ValidationError(_("Choose two photographs."))
        return chosen

    def chosen(self) -> tuple[CasePhotograph, CasePhotograph]:
        """Call it once the form is valid."""
        first, second = (self._photographs[key] for key in self.cleaned_data["photographs"])
        return first, second


class LiftForm(forms.Form):
    """Why an excluded subject comes back to examination."""

    reason = forms.CharField(label=_("Reason"), max_length=500)
