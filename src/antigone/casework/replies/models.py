"""An answer that may be asked for again."""

import uuid
from typing import ClassVar

from django.db import models

from antigone.casework.accounts.models import ApiKey

__all__ = ["Reply"]


class Reply(models.Model):
    """The answer to one request of one key.

    word: the program's own for the request (`Idempotency-Key`). request_sha256: of all that was asked. sealed: the
    answer, encrypted with a key that is made of the caller's secret, which nobody stores: what is erased from cases and
    galleries cannot be read here either. Null while the request is being carried out.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="+")
    word = models.CharField(max_length=200)
    request_sha256 = models.CharField(max_length=64)
    sealed = models.BinaryField(null=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["key", "word"], name="one_reply_a_word")
        ]

    def __str__(self) -> str:
        return str(self.id)
