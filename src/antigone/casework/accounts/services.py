"""Writes of the room."""

from antigone.casework.accounts.events import HomeCreated
from antigone.casework.accounts.models import Agency, User
from antigone.casework.audit import Door, record, writing
from antigone.engine.errors import StateError, UsageError

__all__ = ["LOCAL_OPERATOR", "create_home"]

LOCAL_OPERATOR = "local-operator"


def create_home(
    *, agency: str, authority: str, purpose: str, door: Door, operator_name: str = "Local operator"
) -> User:
    """Give an empty home its agency, with the authority and purpose that cases inherit, and its local operator.

    The operator is trusted because the machine's account is: no password is set and none is asked for.
    Raises StateError where the home has an operator, UsageError for a text that is empty or does not fit.
    """
    for name, value, longest in (("agency", agency, 200), ("authority", authority, 500), ("purpose", purpose, 500)):
        if not value.strip() or len(value) > longest:
            fault = "empty" if not value.strip() else f"longer than {longest} characters"
            raise UsageError(f"The home's {name} is {fault}.", advice=f"Say it in a few words with --{name}.")
    with writing():
        if User.objects.filter(is_local_operator=True).exists():
            raise StateError("This home is set up already.", advice="Nothing was changed.")
        owner = Agency.objects.create(name=agency, default_authority=authority, default_purpose=purpose)
        operator = User(agency=owner, username=LOCAL_OPERATOR, display_name=operator_name, is_local_operator=True)
        operator.set_unusable_password()
        operator.save()
        record(HomeCreated(agency=owner.id, operator=operator.id), by=operator.actor(door))
    return operator
