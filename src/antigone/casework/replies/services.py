"""Writes of the room. No event: an answer repeated is no act, and the act was logged when it was done."""

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils.translation import gettext as _

from antigone.casework.accounts.models import ApiKey
from antigone.casework.audit import writing
from antigone.casework.replies.models import Reply
from antigone.engine.errors import InputError, StateError

__all__ = ["KEPT_FOR", "Answer", "RepeatedOtherwise", "abandon", "begin", "keep"]

KEPT_FOR = timedelta(days=1)
# After so long whoever carried the request out is gone: a server that was killed.
BROKEN_OFF_AFTER = timedelta(minutes=15)
_NONCE = 12


class RepeatedOtherwise(InputError):
    """The word was used before, for another request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a program was told. location: of what was made, or empty."""

    status: int
    content_type: str
    location: str
    body: str


def begin(*, key: ApiKey, secret: str, word: str, request_sha256: str, now: datetime) -> Reply | Answer:
    """Claim the word for a request, or give the answer that it had.

    Raises RepeatedOtherwise where the word stands for another request, StateError while that request is carried out.
    """
    with writing():
        Reply.objects.filter(at__lte=now - KEPT_FOR).delete()
        Reply.objects.filter(key=key, word=word, sealed__isnull=True, at__lte=now - BROKEN_OFF_AFTER).delete()
        known = Reply.objects.filter(key=key, word=word).first()
        if known is None:
            return Reply.objects.create(key=key, word=word, request_sha256=request_sha256, at=now)
    if known.request_sha256 != request_sha256:
        raise RepeatedOtherwise(
            _("This Idempotency-Key was sent with another request."), advice=_("Take a new one for each request.")
        )
    if known.sealed is None:
        raise StateError(_("The same request is being carried out."), advice=_("Ask again in a moment."))
    return _opened(known, secret)


def keep(*, reply: Reply, secret: str, answer: Answer) -> None:
    """Store what the request was answered with."""
    nonce = os.urandom(_NONCE)
    text = json.dumps(asdict(answer)).encode()
    with writing():
        Reply.objects.filter(pk=reply.pk).update(sealed=nonce + _cipher(reply, secret).encrypt(nonce, text, None))


def abandon(*, reply: Reply) -> None:
    """Give the word free again: the request was not carried out, and may be tried again."""
    with writing():
        reply.delete()


def _opened(reply: Reply, secret: str) -> Answer:
    sealed = bytes(reply.sealed or b"")
    try:
        text = _cipher(reply, secret).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
    except InvalidTag as error:
        raise StateError(_("The answer that was kept cannot be read any more.")) from error
    return Answer(**json.loads(text))


def _cipher(reply: Reply, secret: str) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=reply.id.bytes, info=b"reply").derive(secret.encode()))
