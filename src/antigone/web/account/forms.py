"""Forms of one's own account."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from antigone.casework.accounts.keys import LONGEST, scopes_for
from antigone.casework.accounts.models import Invitation
from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Actor
from antigone.web.account.wording import RIGHTS_IN_WORDS
from antigone.web.shared.forms import DateField

GOOD_PASSWORD = _("At least 12 characters. Several words that do not belong together are easy to keep.")


class LanguageForm(forms.Form):
    """The language of the pages."""

    language = forms.ChoiceField(
        label=_("Language of the pages"),
        required=False,
        choices=[("", _("As the browser asks for")), *settings.LANGUAGES],
    )


class SessionsForm(forms.Form):
    """Which browser to sign out; none for all others."""

    session = forms.IntegerField(required=False, min_value=1)


class KeyForm(forms.Form):
    """A new key for scripts. `expires_at` is the end of the day chosen."""

    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("So that you know it from your others."))
    purpose = forms.CharField(
        label=_("Purpose"), max_length=500, help_text=_("What the script does, and where it runs.")
    )
    expires_on = DateField(label=_("Last day"), help_text=_("Within a year. A key cannot be prolonged."))
    scopes = forms.MultipleChoiceField(
        label=_("What the key may do"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose the least that the script needs. If your roles change, the key loses what you lose."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scopes = self.fields["scopes"]
        if isinstance(scopes, forms.MultipleChoiceField):
            scopes.choices = [(right.value, RIGHTS_IN_WORDS[right]) for right in scopes_for(actor)]
        today = timezone.localdate()
        last = today + LONGEST - timedelta(days=1)
        self.fields["expires_on"].initial = today + timedelta(days=90)
        self.fields["expires_on"].widget.attrs.update(min=today.isoformat(), max=last.isoformat())

    def wanted(self) -> dict[str, Any]:
        """The answers as `create_key` takes them."""
        day = self.cleaned_data["expires_on"]
        return {
            "name": self.cleaned_data["name"],
            "purpose": self.cleaned_data["purpose"],
            "scopes": [Right(word) for word in self.cleaned_data["scopes"]],
            "expires_at": timezone.make_aware(datetime.combine(day, time.max)),
        }


class WelcomeForm(forms.Form):
    """What an invited person chooses; of a renewal the password alone."""

    display_name = forms.CharField(
        label=_("Your name"), max_length=200, help_text=_("As colleagues and reports are to show it.")
    )
    username = forms.CharField(
        label=_("Name to sign in with"),
        max_length=150,
        help_text=_("Letters, digits and @ . + - _ ; capitals make no difference."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=GOOD_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if invitation.renews:
            del self.fields["username"]
            del self.fields["display_name"]
        else:
            self.fields["display_name"].initial = invitation.display_name

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError where the two passwords differ."""
        cleaned = super().clean() or {}
        if cleaned.get("password") and cleaned.get("again") and cleaned["password"] != cleaned["again"]:
            self.add_error("again", _("This is another password than the first."))
        return cleaned
