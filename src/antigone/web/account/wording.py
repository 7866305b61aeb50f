"""Rights as a person reads them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from antigone.casework.accounts.roles import Right

RIGHTS_IN_WORDS: dict[Right, str | Promise] = {
    Right.READ_CASES: _("Read cases"),
    Right.WRITE_CASES: _("Open cases, add photographs and notes"),
    Right.MANAGE_MEMBERS: _("Decide who works on a case"),
    Right.CLOSE_CASES: _("Close and reopen cases"),
    Right.ERASE_CASES: _("Erase cases"),
    Right.SEARCH: _("Search galleries"),
    Right.SEE_SCORED_LISTS: _("See candidate lists with their scores"),
    Right.EXAMINE: _("Examine candidates"),
    Right.ASSIGN: _("Assign examinations"),
    Right.ARBITRATE: _("Decide where examiners disagree"),
    Right.SEE_ERROR_RATES: _("See examiners' error rates"),
    Right.READ_GALLERIES: _("Read galleries"),
    Right.WRITE_GALLERIES: _("Import into galleries and share them"),
    Right.ERASE_SUBJECTS: _("Erase subjects"),
    Right.HOLD: _("Place and lift legal holds"),
    Right.MANAGE_ACCOUNTS: _("Manage accounts"),
    Right.READ_LOG: _("Read the audit log"),
    Right.READ_STATISTICS: _("Read statistics"),
    Right.USE_API: _("Use the API"),
}
"""Each right once; tests/web/account/test_wording.py holds it complete."""
