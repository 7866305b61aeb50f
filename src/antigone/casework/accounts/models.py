"""Agencies and their people."""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from antigone.casework.audit import Actor, Door

__all__ = ["Agency", "User"]


class Agency(models.Model):
    """An organisation that owns cases and galleries. Its defaults fill in what a search from the command line omits."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200, unique=True)
    default_authority = models.CharField(max_length=500)
    default_purpose = models.CharField(max_length=500)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class User(AbstractBaseUser):
    """One person, or the local operator of a home: whoever holds the machine's own account."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="users")
    username = models.CharField(max_length=150, unique=True)
    display_name = models.CharField(max_length=200)
    is_local_operator = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = BaseUserManager["User"]()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["is_local_operator"],
                condition=models.Q(is_local_operator=True),
                name="one_local_operator_a_home",
            )
        ]

    def __str__(self) -> str:
        return self.username

    def actor(self, door: Door) -> Actor:
        """This person acting through `door`, as the audit log and the selectors want it."""
        return Actor(user=self.id, agency=self.agency_id, door=door)
