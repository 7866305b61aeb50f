"""Forms of allauth in our words: labels stand above the fields, not in them."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from django import forms
from django.utils.translation import gettext_lazy as _

from antigone.web.account.forms import GOOD_PASSWORD


class SignInForm(LoginForm):  # type: ignore[misc] # allauth has no types
    """A name and a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Name to sign in with")
        self.fields["login"].widget.attrs.update(autocapitalize="none", spellcheck="false", autofocus=True)
        self.fields["password"].help_text = ""
        _plain(self)


class PasswordForm(ChangePasswordForm):  # type: ignore[misc] # allauth has no types
    """The old password, and a new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Your password now")
        self.fields["oldpassword"].help_text = ""
        self.fields["password1"].label = _("New password")
        self.fields["password1"].help_text = GOOD_PASSWORD
        self.fields["password2"].label = _("The new password again")
        _plain(self)


def _plain(form: forms.Form) -> None:
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
