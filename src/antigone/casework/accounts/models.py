"""Agencies and their people."""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from antigone.casework.accounts.roles import Role
from antigone.casework.audit import Actor, Door

__all__ = ["Agency", "ApiKey", "Invitation", "RoleHeld", "User"]

_OPERATOR = frozenset(role.value for role in Role)


class Agency(models.Model):
    """An organisation that owns cases and galleries. Its defaults fill in what a search from the command line omits.

    seeds_known_answers: whether examiners get lists whose answer is known among their own, one in ten.
    requires_second_factor: whether its people must set up TOTP or a passkey before they see any page.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200, unique=True)
    default_authority = models.CharField(max_length=500)
    default_purpose = models.CharField(max_length=500)
    seeds_known_answers = models.BooleanField(default=True)
    requires_second_factor = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class User(AbstractBaseUser):
    """One person, or the local operator of a home: whoever holds the machine's own account.

    is_active: false for one who may not sign in any more; the row stays, for the log names it. language: of the pages,
    empty for the browser's.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="users")
    username = models.CharField(max_length=150, unique=True)
    display_name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    is_active = models.BooleanField(default=True)
    is_local_operator = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = BaseUserManager["User"]()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
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
        return Actor(user=self.id, agency=self.agency_id, door=door, roles=self.roles())

    def roles(self) -> frozenset[str]:
        """The words of the roles that the person holds. Whoever holds the machine's account holds its operator's."""
        if self.is_local_operator:
            return _OPERATOR
        return frozenset(held.role for held in self.roles_held.all())


class RoleHeld(models.Model):
    """One role of one person."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles_held")
    role = models.CharField(max_length=20, choices=Role.choices)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "role"], name="role_held_once")
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.user_id}"


class Invitation(models.Model):
    """A link that works once: for a person to join an agency, or (`renews`) for one of its people to get in again.

    Of the token only the SHA-256 is kept. roles: words of `Role`; of a renewal empty. user: who came by it, or whose
    access it renews. invited_by: nobody for the first administrator of a home, whose link the machine itself shows.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="invitations")
    roles = models.JSONField(default=list)
    display_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="invitations_made")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    renews = models.BooleanField(default=False)
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="invitations")

    def __str__(self) -> str:
        return str(self.id)


class ApiKey(models.Model):
    """A person's key for scripts. It opens the rights among `scopes` that the person holds when it is used.

    Of the secret only the SHA-256 is kept: 256 random bits need no slow hash. prefix: what finds the row and what a
    list shows of the key.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_keys")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="api_keys")
    name = models.CharField(max_length=100)
    purpose = models.CharField(max_length=500)
    scopes = models.JSONField()
    prefix = models.CharField(max_length=16, unique=True)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"ak_{self.prefix}"
