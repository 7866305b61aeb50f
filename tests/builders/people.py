"""People of an agency, as an administrator would have made them."""

from antigone.casework.accounts.models import Agency, RoleHeld, User
from antigone.casework.accounts.roles import Role

PASSWORD = "correct horse battery"  # of every person of these tests


def agency(name: str = "Bureau of Missing Persons", **fields: object) -> Agency:
    defaults = {"default_authority": "Prosecutor", "default_purpose": "Identification of the dead"}
    return Agency.objects.create(name=name, **{**defaults, **fields})


def person(of: Agency, *roles: Role, name: str = "") -> User:
    """A person with those roles; the name, numbered where there are namesakes, is theirs to sign in with."""
    name = name or "-".join(roles) or "nobody"
    username = name.replace(" ", "-").lower()
    namesakes = User.objects.filter(display_name=name).count()
    user = User(agency=of, username=f"{username}-{namesakes + 1}" if namesakes else username, display_name=name)
    user.set_password(PASSWORD)
    user.save()
    RoleHeld.objects.bulk_create(RoleHeld(user=user, role=role) for role in roles)
    return user
