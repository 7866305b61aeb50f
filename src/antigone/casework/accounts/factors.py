"""What a person shows beside the password: an authenticator app, a passkey or security key, recovery codes."""

from collections.abc import Collection
from uuid import UUID

from allauth.mfa.models import Authenticator

from antigone.casework.accounts.models import User

__all__ = ["drop_second_factors", "has_second_factor", "must_set_up_second_factor", "people_with_second_factor"]

# Recovery codes stand in for one of these and are none by themselves.
_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(user: User) -> bool:
    """Whether the person has an authenticator app or a key."""
    return bool(Authenticator.objects.filter(user=user, type__in=_FACTORS).exists())


def people_with_second_factor(people: Collection[User]) -> frozenset[UUID]:
    """The ids of those among them."""
    factors = Authenticator.objects.filter(user__in=people, type__in=_FACTORS)
    return frozenset(factors.values_list("user_id", flat=True))


def must_set_up_second_factor(user: User) -> bool:
    """Whether the person's agency demands what the person does not have."""
    return user.agency.requires_second_factor and not has_second_factor(user)


def drop_second_factors(user: User) -> int:
    """Remove all of them, recovery codes too, in the caller's transaction; gives how many factors there were."""
    factors = Authenticator.objects.filter(user=user)
    count = int(factors.filter(type__in=_FACTORS).count())
    factors.delete()
    return count
