"""Which acts the auditor wants to see."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from antigone.casework.accounts.models import User
from antigone.casework.audit import Actor
from antigone.casework.audit.reading import ActFilter, names_used
from antigone.casework.reports.logbook import DOORS


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"})


class PersonField(forms.ModelChoiceField[User]):
    """People by the name that colleagues know."""

    def label_from_instance(self, obj: User) -> str:
        return obj.display_name


class FilterForm(forms.Form):
    """Every field may be empty. The names of acts are the log's own words: they never change their meaning."""

    name = forms.ChoiceField(label=_("Act"), required=False)
    person = PersonField(User.objects.none(), label=_("Person"), required=False, empty_label=_("Anybody"))
    door = forms.ChoiceField(label=_("Door"), required=False, choices=[("", _("Any")), *DOORS.items()])
    since = forms.DateField(label=_("From"), required=False, widget=_day())
    until = forms.DateField(label=_("Until"), required=False, widget=_day())
    mentions = forms.UUIDField(label=_("Mentions the id"), required=False)

    def __init__(self, *args: Any, viewer: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        people = cast("PersonField", self.fields["person"])
        people.queryset = User.objects.filter(agency=viewer.agency).order_by("display_name")
        names = cast("forms.ChoiceField", self.fields["name"])
        names.choices = [("", _("Any")), *((name, name) for name in names_used(viewer))]

    def wanted(self) -> ActFilter:
        """The filter of a valid form."""
        said = self.cleaned_data
        return ActFilter(
            name=said["name"],
            actor=said["person"].id if said["person"] else None,
            door=said["door"],
            mentions=said["mentions"],
            since=said["since"],
            until=said["until"],
        )
