"""Writes of the room."""

from django.db import transaction

from antigone.casework.accounts.events import HomeCreated
from antigone.casework.accounts.models import Agency, User
from antigone.casework.audit import Door, record
from antigone.engine.errors import StateError, UsageError

__all__ = ["LOCAL_OPERATOR", "create_home"]

LOCAL_OPERATOR = "local-operator"


def create_home(
    *, agency: str, authority: str, purpose: str, door: Door, operator_name: str = "Local operator"
) -> User:
    """Give an empty home its agency, with the authority and purpose that cases inherit, and its local operator.

    The operator is trusted because the machine's account is: no password is set and none is asked for.
    Raises StateError where the home has an operator, UsageError for an empty text.
    """
    for name, value in (("agency", agency), ("authority", authority), ("purpose", purpose)):
        if not value.strip():
            raise UsageError(f"The home's {name} is empty.", advice=f"Say it in a few words with --{name}.")
    with transaction.atomic():
        if User.objects.filter(is_local_operator=True).exists():
            raise StateError("This home is set up already.", advice="Nothing was changed.")
        owner = Agency.objects.create(name=agency, default_authority=authority, default_purpose=purpose)
        operator = User(agency=owner, username=LOCAL_OPERATOR, display_name=operator_name, is_local_operator=True)
        operator.set_unusable_password()
        operator.save()
        record(HomeCreated(agency=owner.id, operator=operator.id), by=operator.actor(door))
    return operator
