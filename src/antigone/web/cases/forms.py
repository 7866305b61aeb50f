"""Forms of the section: they gather and check the shape; what is allowed is the services' matter."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from antigone.casework.accounts.models import User
from antigone.casework.cases.closing import OF_THE_LIVING, ClosingRequest
from antigone.casework.cases.condition import MOST_DEGREE_DAYS, REGIONS, Condition
from antigone.casework.cases.models import (
    LONGEST_NOTE,
    LONGEST_NUMBER,
    LONGEST_TEXT,
    Basis,
    BodyClass,
    BodyFlag,
    BodyStatus,
    Case,
    CaseKind,
    CaseState,
    Eyes,
)
from antigone.casework.cases.selectors import CaseFilter, can_become_members
from antigone.casework.cases.services import CaseRequest
from antigone.web.shared.forms import DateField

_NOT_SAID = ("", _("Not said"))


class ListForm(forms.Form):
    """What the list shows."""

    number = forms.CharField(label=_("Number"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any")), *CaseState.choices])
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Any")), *CaseKind.choices])
    order = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[
            ("-opened", _("Opened last first")),
            ("number", _("By number")),
            ("expires", _("Expiring first")),
        ],
    )
    mine = forms.BooleanField(label=_("Only those I work on"), required=False)

    def filter(self) -> CaseFilter:
        """All cases where the form says nothing that can be understood."""
        said = self.cleaned_data if self.is_valid() else {}
        return CaseFilter(
            number=said.get("number", ""),
            kind=CaseKind(said["kind"]) if said.get("kind") else None,
            state=CaseState(said["state"]) if said.get("state") else None,
            mine=said.get("mine", False),
            order=said.get("order") or "-opened",
        )


class OpenForm(forms.Form):
    """A new case of one kind."""

    number = forms.CharField(
        label=_("Case number"), max_length=LONGEST_NUMBER, help_text=_("As your agency writes it; it is yours alone.")
    )
    authority = forms.CharField(label=_("Authority"), max_length=LONGEST_TEXT, help_text=_("Who ordered the search."))
    purpose = forms.CharField(label=_("Purpose"), max_length=LONGEST_TEXT)
    legal_basis = forms.CharField(
        label=_("Legal basis"), max_length=LONGEST_TEXT, help_text=_("The law, order or agreement that allows it.")
    )
    mandate = forms.CharField(
        label=_("Mandate"),
        max_length=LONGEST_TEXT,
        help_text=_("The separate order that a search for a person in custody needs."),
    )
    expires_on = DateField(
        label=_("Expires on"), help_text=_("The last day of searching; a case can be renewed on somebody's authority.")
    )

    def __init__(self, *args: Any, kind: CaseKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kind = kind
        if kind is not CaseKind.CUSTODY:
            del self.fields["mandate"]

    def request(self) -> CaseRequest:
        """Raises UsageError as the service's request does."""
        return CaseRequest(kind=self._kind, **self.cleaned_data)


class RenewForm(forms.Form):
    """A later last day."""

    expires_on = DateField(label=_("Expires on"))
    authority = forms.CharField(label=_("Authority"), max_length=LONGEST_TEXT, help_text=_("Who grants it."))


class ConditionForm(forms.Form):
    """The person as found. A living person has no body's state."""

    body_status = forms.ChoiceField(label=_("Body"), required=False, choices=[_NOT_SAID, *BodyStatus.choices])
    body_class = forms.ChoiceField(label=_("Tissue"), required=False, choices=[_NOT_SAID, *BodyClass.choices])
    body_flags = forms.MultipleChoiceField(
        label=_("State of the body"), required=False, choices=BodyFlag.choices, widget=forms.CheckboxSelectMultiple
    )
    degree_days = forms.FloatField(
        label=_("Accumulated degree-days"),
        required=False,
        min_value=0,
        max_value=MOST_DEGREE_DAYS,
        help_text=_("The sum of the mean temperatures, in °C, of all days since death."),
    )
    degree_days_source = forms.CharField(
        label=_("Computed from"),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=_("Which weather station or thermometer, over which days."),
    )
    post_mortem_interval = forms.CharField(
        label=_("Post-mortem interval"),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=_("As the pathologist puts it, for example “2 to 5 days”."),
    )
    eyes = forms.ChoiceField(label=_("Eyes"), required=False, choices=[_NOT_SAID, *Eyes.choices])
    injured_regions = forms.MultipleChoiceField(
        label=_("Injured parts of the face"),
        required=False,
        choices=list(REGIONS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Right and left are the person's own."),
    )
    found_place = forms.CharField(label=_("Found at"), required=False, max_length=LONGEST_TEXT)
    found_on = DateField(label=_("Found on"), required=False)
    note = forms.CharField(label=_("Note"), required=False, max_length=LONGEST_NOTE, widget=forms.Textarea)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not case.is_deceased:
            body = ("body_status", "body_class", "body_flags", "degree_days", "degree_days_source")
            for name in (*body, "post_mortem_interval"):
                del self.fields[name]

    def condition(self) -> Condition:
        """Raises UsageError as the service's own does."""
        said = dict(self.cleaned_data)
        codes = {"body_status": BodyStatus, "body_class": BodyClass}
        for name, code in codes.items():
            said[name] = code(int(said[name])) if said.get(name) else None
        said["body_flags"] = tuple(BodyFlag(flag) for flag in said.get("body_flags", ()))
        said["injured_regions"] = tuple(said["injured_regions"])
        said["eyes"] = Eyes(said["eyes"]) if said["eyes"] else None
        return Condition(**said)


class MemberForm(forms.Form):
    """A person of the agency who is to see the case."""

    user = forms.ModelChoiceField(label=_("Person"), queryset=User.objects.none(), empty_label=_("Choose a person"))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["user"]
        people.queryset = can_become_members(case)
        people.label_from_instance = lambda user: user.display_name


class ClosingForm(forms.Form):
    """What establishes an identity."""

    basis = forms.ChoiceField(label=_("Established by"), choices=Basis.choices, widget=forms.RadioSelect)
    laboratory = forms.CharField(
        label=_("Laboratory or authority"),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=_("Who compared the identifier, or who took the decision."),
    )
    reference = forms.CharField(
        label=_("Reference"),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=_("Under which the report or the decision is filed."),
    )
    decided_on = DateField(label=_("Date of the report or decision"))
    official = forms.CharField(
        label=_("Official"), max_length=LONGEST_TEXT, help_text=_("The person who answers for this identity, by name.")
    )
    established_name = forms.CharField(label=_("Name of the person"), required=False, max_length=LONGEST_TEXT)
    subject_uuid = forms.UUIDField(
        label=_("Person of a gallery"),
        required=False,
        help_text=_("The identifier on the person's page, where the person stands in a gallery."),
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        living = case.kind == CaseKind.LIVING_UNKNOWN
        basis: Any = self.fields["basis"]
        basis.choices = [(one.value, one.label) for one in Basis if living or one not in OF_THE_LIVING]

    def request(self) -> ClosingRequest:
        """Raises UsageError as the service's request does."""
        said = dict(self.cleaned_data)
        return ClosingRequest(**{**said, "basis": Basis(said["basis"])})


class ReopenForm(forms.Form):
    """Why an established identity is in doubt."""

    reason = forms.CharField(label=_("Reason"), max_length=LONGEST_NOTE, widget=forms.Textarea)
