"""The two halves of lfw-dev: the people that calibrations and choices are made on, and those that only check them."""

import hashlib


def in_half_a(person: str) -> bool:
    """Whether the SHA-256 of the folder name has an even second hex digit."""
    return int(hashlib.sha256(person.encode()).hexdigest()[1], 16) % 2 == 0
