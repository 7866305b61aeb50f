"""Forms of the section."""

from django import forms
from django.utils.translation import gettext_lazy as _

from antigone.casework.accounts.roles import Role


class RolesForm(forms.Form):
    """The roles of a person."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Auditor and administrator go with no other role."),
    )

    def chosen(self) -> list[Role]:
        """The roles that were ticked."""
        return [Role(word) for word in self.cleaned_data["roles"]]


class InvitationForm(RolesForm):
    """A person who is to join, and as what."""

    display_name = forms.CharField(
        label=_("Name"), max_length=200, help_text=_("As colleagues know them; they may write it otherwise.")
    )
    field_order = ("display_name", "roles")


class AdministratorForm(forms.Form):
    """The administrator of another agency."""

    display_name = forms.CharField(label=_("Name"), max_length=200)


class NewAgencyForm(forms.Form):
    """An agency, and what its cases take over where they say nothing else."""

    name = forms.CharField(label=_("Name of the agency"), max_length=200)
    default_authority = forms.CharField(
        label=_("Authority"), max_length=500, help_text=_("On whose order its cases are worked on, unless a case says.")
    )
    default_purpose = forms.CharField(
        label=_("Purpose"), max_length=500, help_text=_("What its cases are for, unless a case says.")
    )


class AgencyForm(NewAgencyForm):
    """All that an agency goes by."""

    seeds_known_answers = forms.BooleanField(
        label=_("Give examiners lists with a known answer among their own, one in ten"), required=False
    )
    requires_second_factor = forms.BooleanField(
        label=_("Everybody sets up a second factor before they see any page"), required=False
    )
