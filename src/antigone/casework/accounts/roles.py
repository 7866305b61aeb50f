"""The seven roles, and what each may do: the one table that every door goes by."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["RIGHTS", "SOLITARY", "Right", "Role"]


class Role(models.TextChoices):
    """What a person does in their agency. One person may hold several, save those of SOLITARY."""

    REGISTRAR = "registrar", _("Registrar")
    GALLERY_MANAGER = "gallery_manager", _("Gallery manager")
    EXAMINER = "examiner", _("Examiner")
    SUPERVISOR = "supervisor", _("Supervisor")
    LIAISON = "liaison", _("Liaison")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


class Right(StrEnum):
    """One kind of act. A door asks for a right, never for a role."""

    READ_CASES = "read_cases"
    WRITE_CASES = "write_cases"
    MANAGE_MEMBERS = "manage_members"
    CLOSE_CASES = "close_cases"
    ERASE_CASES = "erase_cases"
    SEARCH = "search"
    SEE_SCORED_LISTS = "see_scored_lists"
    EXAMINE = "examine"
    ASSIGN = "assign"
    ARBITRATE = "arbitrate"
    SEE_ERROR_RATES = "see_error_rates"
    READ_GALLERIES = "read_galleries"
    WRITE_GALLERIES = "write_galleries"
    ERASE_SUBJECTS = "erase_subjects"
    HOLD = "hold"
    MANAGE_ACCOUNTS = "manage_accounts"
    READ_LOG = "read_log"
    READ_STATISTICS = "read_statistics"
    USE_API = "use_api"


_OF_ROLE: dict[Role, set[Right]] = {
    Role.REGISTRAR: {
        Right.READ_CASES,
        Right.WRITE_CASES,
        Right.SEARCH,
        Right.SEE_SCORED_LISTS,
        Right.ASSIGN,
        Right.READ_GALLERIES,
        Right.USE_API,
    },
    Role.GALLERY_MANAGER: {Right.READ_GALLERIES, Right.WRITE_GALLERIES, Right.ERASE_SUBJECTS, Right.USE_API},
    Role.EXAMINER: {Right.READ_CASES, Right.EXAMINE, Right.USE_API},
    Role.SUPERVISOR: {
        Right.READ_CASES,
        Right.WRITE_CASES,
        Right.MANAGE_MEMBERS,
        Right.CLOSE_CASES,
        Right.ERASE_CASES,
        Right.SEE_SCORED_LISTS,
        Right.ASSIGN,
        Right.ARBITRATE,
        Right.SEE_ERROR_RATES,
        Right.READ_GALLERIES,
        Right.HOLD,
        Right.READ_STATISTICS,
        Right.USE_API,
    },
    Role.LIAISON: {Right.READ_CASES, Right.USE_API},
    Role.AUDITOR: {
        Right.READ_CASES,
        Right.READ_GALLERIES,
        Right.SEE_SCORED_LISTS,
        Right.SEE_ERROR_RATES,
        Right.READ_LOG,
        Right.READ_STATISTICS,
        Right.USE_API,
    },
    Role.ADMINISTRATOR: {Right.MANAGE_ACCOUNTS, Right.USE_API},
}

RIGHTS = {role: frozenset(rights) for role, rights in _OF_ROLE.items()}
"""What each role may do. Who sees which case among those a right opens is the selectors' matter."""

SOLITARY = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})
"""Roles that go with no other: who reads everything writes nothing, and who makes accounts sees no case."""
