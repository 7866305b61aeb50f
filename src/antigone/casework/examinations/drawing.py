"""Chance that can be looked up afterwards: everything drawn follows from a seed that the log holds."""

import secrets
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import TypeVar

__all__ = ["Seeds", "drawn_below", "new_seed", "shuffled"]

Seeds = Callable[[], str]
"""Gives a new seed at every call; a test puts its own there."""

Item = TypeVar("Item")


def new_seed() -> str:
    """128 bits that nobody can guess, in hex."""
    return secrets.token_hex(16)


def shuffled(seed: str, items: Iterable[Item], *, purpose: str) -> list[Item]:
    """The items in the order of SHA-256("seed:purpose:item"): anybody can work it out again, in any language."""
    return sorted(items, key=lambda item: _digest(seed, purpose, item))


def drawn_below(seed: str, limit: int, *, purpose: str) -> int:
    """A number from 0 to limit - 1, by the same hash read as a big-endian number."""
    return int.from_bytes(_digest(seed, purpose, limit)) % limit


def _digest(seed: str, purpose: str, item: object) -> bytes:
    return sha256(f"{seed}:{purpose}:{item}".encode()).digest()
