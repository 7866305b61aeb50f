"""The code words that an event's fields hold, as a sentence of the log says them."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from antigone.casework.audit.events import Value

__all__ = ["in_words"]

_FIELDS = frozenset(
    {"after", "basis", "before", "events", "fields", "how", "kind", "method", "outcome", "reason", "roles", "scopes"}
)
"""Fields that hold code words, several with commas between; every other field holds an id, a number or a text."""

_WORDS: dict[str, str | Promise] = {
    # Cases and galleries
    "deceased": pgettext_lazy("log", "deceased"),
    "custody": pgettext_lazy("log", "in custody"),
    "living_unknown": pgettext_lazy("log", "living unknown"),
    "friction_ridge": pgettext_lazy("log", "friction ridges"),
    "odontology": pgettext_lazy("log", "teeth"),
    "dna": pgettext_lazy("log", "DNA"),
    "authority": pgettext_lazy("log", "decision of an authority"),
    "own_statement": pgettext_lazy("log", "their own statement"),
    "papers": pgettext_lazy("log", "their papers"),
    "family": pgettext_lazy("log", "the family's request"),
    "court": pgettext_lazy("log", "a court's order"),
    "consent": pgettext_lazy("log", "consent"),
    "public-record": pgettext_lazy("log", "a public record"),
    "case": pgettext_lazy("log", "case"),
    "gallery": pgettext_lazy("log", "gallery"),
    "subject": pgettext_lazy("log", "subject"),
    # Faces, searches, examinations
    "auto": pgettext_lazy("log", "the foremost"),
    "face": pgettext_lazy("log", "a face that was found"),
    "box": pgettext_lazy("log", "a box drawn by hand"),
    "points": pgettext_lazy("log", "points set by hand"),
    "candidates": pgettext_lazy("log", "a list"),
    "none": pgettext_lazy("log", "no candidate"),
    "no_face": pgettext_lazy("log", "no face found"),
    "potential_candidate": pgettext_lazy("log", "potential candidate"),
    "not_a_candidate": pgettext_lazy("log", "not a candidate"),
    "inconclusive": pgettext_lazy("log", "inconclusive"),
    "agreement": pgettext_lazy("log", "agreement"),
    "arbitration": pgettext_lazy("log", "arbitration"),
    "disagreement_inconclusive": pgettext_lazy("log", "disagreement"),
    # Particulars and settings
    "age_from": pgettext_lazy("log", "lowest age"),
    "age_to": pgettext_lazy("log", "highest age"),
    "born_on": pgettext_lazy("log", "date of birth"),
    "default_authority": pgettext_lazy("log", "default authority"),
    "default_purpose": pgettext_lazy("log", "default purpose"),
    "label": pgettext_lazy("log", "name"),
    "name": pgettext_lazy("log", "name"),
    "nationality": pgettext_lazy("log", "nationality"),
    "place": pgettext_lazy("log", "place"),
    "requires_second_factor": pgettext_lazy("log", "second factor"),
    "sex": pgettext_lazy("log", "sex"),
    "source": pgettext_lazy("log", "source"),
    # Signing in
    "password": pgettext_lazy("log", "password"),
    "deactivated": pgettext_lazy("log", "deactivated"),
    "totp": pgettext_lazy("log", "authenticator app"),
    "webauthn": pgettext_lazy("log", "security key"),
    "recovery_codes": pgettext_lazy("log", "recovery codes"),
    "passkey": pgettext_lazy("log", "passkey"),
    "oidc": pgettext_lazy("log", "identity provider"),
    "invitation": pgettext_lazy("log", "invitation"),
    # Roles and rights
    "registrar": pgettext_lazy("log", "registrar"),
    "gallery_manager": pgettext_lazy("log", "gallery manager"),
    "examiner": pgettext_lazy("log", "examiner"),
    "supervisor": pgettext_lazy("log", "supervisor"),
    "liaison": pgettext_lazy("log", "liaison"),
    "auditor": pgettext_lazy("log", "auditor"),
    "administrator": pgettext_lazy("log", "administrator"),
    "read_cases": pgettext_lazy("log", "read cases"),
    "write_cases": pgettext_lazy("log", "write cases"),
    "manage_members": pgettext_lazy("log", "manage members"),
    "close_cases": pgettext_lazy("log", "close cases"),
    "erase_cases": pgettext_lazy("log", "erase cases"),
    "search": pgettext_lazy("log", "search"),
    "see_scored_lists": pgettext_lazy("log", "see scored lists"),
    "examine": pgettext_lazy("log", "examine"),
    "assign": pgettext_lazy("log", "assign"),
    "arbitrate": pgettext_lazy("log", "arbitrate"),
    "see_error_rates": pgettext_lazy("log", "see error rates"),
    "read_galleries": pgettext_lazy("log", "read galleries"),
    "write_galleries": pgettext_lazy("log", "write galleries"),
    "erase_subjects": pgettext_lazy("log", "erase subjects"),
    "hold": pgettext_lazy("log", "legal holds"),
    "manage_accounts": pgettext_lazy("log", "manage accounts"),
    "read_log": pgettext_lazy("log", "read the log"),
    "read_statistics": pgettext_lazy("log", "read statistics"),
    "use_api": pgettext_lazy("log", "use the API"),
    # Webhooks
    "job.finished": pgettext_lazy("log", "ended jobs"),
    "list.ready": pgettext_lazy("log", "candidate lists"),
    "examination.completed": pgettext_lazy("log", "examined lists"),
    "case.closed": pgettext_lazy("log", "closed cases"),
    "test": pgettext_lazy("log", "tests"),
}


def in_words(field: str, value: Value) -> Value:
    """The value as a person reads it: code words in words, the language in force; anything else as it is."""
    if field not in _FIELDS or not isinstance(value, str):
        return value
    return ", ".join(_word(code) for code in value.split(", "))


def _word(code: str) -> str:
    kind, colon, text = code.partition(":")
    return f"{_WORDS.get(kind, kind.replace('_', ' '))}{colon}{text}"
