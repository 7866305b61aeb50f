"""Conditions of the person in the probe, for each of which a likelihood ratio needs validation data of its own."""

from enum import StrEnum


class Tier(StrEnum):
    """After the subject condition codes of ANSI/NIST-ITL, Type-10 field 10.046.

    Photographs of the living, spoilt by whatever simulation, validate LIVING alone: what death does to a face is more
    than what was thought of.
    """

    LIVING = "living"
    DECEDENT_NATURAL = "decedent_natural"
    DECEDENT_DAMAGED = "decedent_damaged"

    @property
    def words(self) -> str:
        """The tier in a sentence: `photographs of ...`."""
        return _WORDS[self]


_WORDS = {
    Tier.LIVING: "the living",
    Tier.DECEDENT_NATURAL: "the dead with natural tissue",
    Tier.DECEDENT_DAMAGED: "the dead whose condition is damaged, decomposed or not stated",
}
