"""Reads of the room."""

from antigone.casework.accounts.models import User
from antigone.engine.errors import NotFound, StateError

__all__ = ["local_operator", "person_named"]


def local_operator() -> User:
    """The operator that this home's command line acts for, agency included. StateError where there is no home yet."""
    operator = User.objects.select_related("agency").filter(is_local_operator=True).first()
    if operator is None:
        raise StateError("This home has no operator yet.", advice="Set it up with `antigone init`.")
    return operator


def person_named(username: str) -> User:
    """The active person who signs in by that name. Raises NotFound; the local operator has no such name."""
    people = User.objects.select_related("agency").filter(is_active=True, is_local_operator=False)
    person = people.filter(username=username).first()
    if person is None:
        raise NotFound(f"Nobody signs in as {username}.", advice="ANTIGONE_OPERATOR is the name of an account in use.")
    return person
