"""The tables of the log. All but the salts are append-only: `triggers` refuses the rest."""

from typing import ClassVar

from django.db import models

HASH_DIGITS = 64


class Event(models.Model):
    """One act. The columns are exactly what the leaf is made of, in the form in which it was hashed."""

    seq = models.BigIntegerField(primary_key=True, help_text="Leaf index in the tree, from 0, without gaps.")
    at = models.CharField(max_length=27, help_text="UTC, `YYYY-MM-DDTHH:MM:SS.ffffffZ`; never goes back.")
    clock_behind_us = models.BigIntegerField(
        help_text="By how many microseconds the clock was behind the event before; `at` minus this is what it showed."
    )
    name = models.CharField(max_length=100)
    actor = models.CharField(max_length=36)
    agency = models.CharField(max_length=36)
    door = models.CharField(max_length=8)
    payload = models.TextField(help_text="Canonical JSON of the event's fields.")
    leaf_hash = models.CharField(max_length=HASH_DIGITS)

    class Meta:
        ordering: ClassVar[list[str]] = ["seq"]
        # `seq` is named in each: on SQLite a key of this type is no row number, and a page would be sorted anew.
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["agency", "seq"], name="event_agency"),
            models.Index(fields=["agency", "name", "seq"], name="event_agency_name"),
            models.Index(fields=["agency", "actor", "seq"], name="event_agency_actor"),
            models.Index(fields=["at", "seq"], name="event_at"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.at} {self.name}"


class Node(models.Model):
    """The hash over one complete subtree of two or more leaves, numbered by `merkle.node_position`."""

    position = models.BigIntegerField(primary_key=True)
    hash = models.CharField(max_length=HASH_DIGITS)

    def __str__(self) -> str:
        return f"{self.position} {self.hash}"


class SignedCheckpoint(models.Model):
    """A checkpoint as it was signed. The table is a convenience: the copy that proves something is kept elsewhere."""

    size = models.BigIntegerField(help_text="How many events it covers.")
    note = models.TextField(help_text="C2SP tlog-checkpoint, with its signature.")
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"checkpoint of {self.size} events"


class SigningKey(models.Model):
    """The public half of a key that signs, or once signed, checkpoints of this log."""

    verifier = models.CharField(max_length=200, unique=True, help_text="C2SP signed-note verifier key.")

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return self.verifier


class Salt(models.Model):
    """What makes the commitments about one owner unguessable. Deleting it is how the log forgets."""

    owner = models.UUIDField(primary_key=True)
    salt = models.BinaryField()

    def __str__(self) -> str:
        return f"salt of {self.owner}"
