"""Who acted, for whom, and through which door."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class Door(StrEnum):
    """Where an act came in."""

    API = "api"
    CLI = "cli"
    WEB = "web"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Opaque ids only: the log never learns a name.

    roles: the words of `accounts.roles.Role` that the person holds; they decide what is allowed and are not logged.
    """

    user: UUID
    agency: UUID
    door: Door
    roles: frozenset[str] = field(default=frozenset(), compare=False)
