"""Names that people sign in with."""

import unicodedata

from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from antigone.casework.accounts.models import User
from antigone.engine.errors import UsageError

__all__ = ["free_username", "plain_username"]


def plain_username(text: str) -> str:
    """The one spelling under which a name is kept and looked up: no spaces about it, composed, lower case."""
    return unicodedata.normalize("NFKC", text.strip()).lower()


def free_username(text: str) -> str:
    """The name as it may be given to a new person. Raises UsageError for one that is malformed or taken."""
    name = plain_username(text)
    if not name or len(name) > 150:
        raise UsageError(_("Choose a name to sign in with, of up to 150 characters."))
    try:
        UnicodeUsernameValidator()(name)
    except ValidationError as error:
        raise UsageError(_("A name to sign in with has letters, digits and @ . + - _ only.")) from error
    if User.objects.filter(username__iexact=name).exists():
        raise UsageError(_("Somebody signs in with that name already."), advice=_("Choose another one."))
    return name
