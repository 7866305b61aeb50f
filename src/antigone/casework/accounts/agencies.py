"""Agencies of a home, their settings, and who may add one."""

from django.db.models import Q
from django.utils.translation import gettext as _

from antigone.casework.accounts.events import AgencyChanged, AgencyCreated
from antigone.casework.accounts.models import Agency, User
from antigone.casework.accounts.policy import holds, require
from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Actor, record, writing
from antigone.engine.errors import Forbidden, UsageError

__all__ = ["administers_home", "agencies_for", "change_agency", "create_agency", "require_home_administrator"]

_LONGEST = {"name": 200, "default_authority": 500, "default_purpose": 500}


def administers_home(actor: Actor) -> bool:
    """Whether the actor manages the accounts of the home's first agency: the one its local operator belongs to.

    Whoever set the home up runs the machine; further agencies are guests on it and get their administrators from there.
    """
    if not holds(actor, Right.MANAGE_ACCOUNTS):
        return False
    return User.objects.filter(is_local_operator=True, agency_id=actor.agency).exists()


def require_home_administrator(actor: Actor) -> None:
    """Raises Forbidden for everybody else."""
    if not administers_home(actor):
        raise Forbidden(_("Only an administrator of the home's first agency adds agencies and their administrators."))


def agencies_for(viewer: Actor) -> list[Agency]:
    """All agencies for administrators of the first, in the order of their names; for others their own."""
    agencies = Agency.objects.order_by("name")
    return list(agencies if administers_home(viewer) else agencies.filter(id=viewer.agency))


def create_agency(*, name: str, default_authority: str, default_purpose: str, by: Actor) -> Agency:
    """A further agency, without people: invite its administrator next. Raises Forbidden, UsageError."""
    require_home_administrator(by)
    texts = {"name": name, "default_authority": default_authority, "default_purpose": default_purpose}
    with writing():
        _check(texts, None)
        agency = Agency.objects.create(**{field: text.strip() for field, text in texts.items()})
        record(AgencyCreated(created=agency.id), by=by)
    return agency


def change_agency(
    *,
    name: str,
    default_authority: str,
    default_purpose: str,
    seeds_known_answers: bool,
    requires_second_factor: bool,
    by: Actor,
) -> Agency:
    """Set what the administrator's own agency is called and goes by. Logged where something became different."""
    require(by, Right.MANAGE_ACCOUNTS)
    texts = {"name": name, "default_authority": default_authority, "default_purpose": default_purpose}
    with writing():
        agency = Agency.objects.get(id=by.agency)
        _check(texts, agency)
        wanted = {
            **{field: text.strip() for field, text in texts.items()},
            "seeds_known_answers": seeds_known_answers,
            "requires_second_factor": requires_second_factor,
        }
        changed = [field for field, value in wanted.items() if getattr(agency, field) != value]
        for field in changed:
            setattr(agency, field, wanted[field])
        if changed:
            agency.save(update_fields=changed)
            record(AgencyChanged(changed=agency.id, fields=", ".join(changed)), by=by)
    return agency


def _check(texts: dict[str, str], agency: Agency | None) -> None:
    for field, text in texts.items():
        if not text.strip() or len(text.strip()) > _LONGEST[field]:
            raise UsageError(_("An agency needs a name, an authority and a purpose, in a few words each."))
    others = Agency.objects.filter(name=texts["name"].strip()).exclude(Q(id=agency.id) if agency else Q(pk__in=[]))
    if others.exists():
        raise UsageError(_("There is an agency of that name already."))
