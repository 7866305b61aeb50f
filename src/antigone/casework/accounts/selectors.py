"""Reads of the room."""

from antigone.casework.accounts.models import User
from antigone.engine.errors import StateError

__all__ = ["local_operator"]


def local_operator() -> User:
    """The operator that this home's command line acts for, agency included. StateError where there is no home yet."""
    operator = User.objects.select_related("agency").filter(is_local_operator=True).first()
    if operator is None:
        raise StateError("This home has no operator yet.", advice="Set it up with `antigone init`.")
    return operator
