import hashlib
import hmac
from uuid import UUID

import pytest

from antigone.casework.audit import commitment, commitment_holds, commitments_to, forget
from antigone.casework.audit.models import Salt

OWNER, OTHER = UUID(int=1), UUID(int=2)

pytestmark = pytest.mark.django_db


def test_a_commitment_is_the_hmac_under_the_owners_salt() -> None:
    digest = commitment(owner=OWNER, value="Іван Франко")
    salt = bytes(Salt.objects.get(owner=OWNER).salt)
    assert len(salt) == 32
    assert digest == hmac.new(salt, "Іван Франко".encode(), hashlib.sha256).hexdigest()


def test_each_owner_has_a_salt_of_their_own() -> None:
    assert commitment(owner=OWNER, value="x") == commitment(owner=OWNER, value="x")
    assert commitment(owner=OWNER, value="x") != commitment(owner=OTHER, value="x")


def test_several_commitments_are_those_of_one_by_one() -> None:
    known = commitment(owner=OWNER, value="x")
    first, second, third, again = commitments_to([(OWNER, "x"), (OTHER, "x"), (OTHER, "y"), (OWNER, "x")])
    assert first == again == known
    assert (second, third) == (commitment(owner=OTHER, value="x"), commitment(owner=OTHER, value="y"))
    assert Salt.objects.count() == 2


def test_a_commitment_can_be_opened_until_its_owner_is_forgotten() -> None:
    digest = commitment(owner=OWNER, value="x")
    assert commitment_holds(owner=OWNER, value="x", digest=digest) is True
    assert commitment_holds(owner=OWNER, value="y", digest=digest) is False
    assert forget(OWNER) is True
    assert commitment_holds(owner=OWNER, value="x", digest=digest) is None
    assert commitment(owner=OWNER, value="x") != digest
    assert forget(OTHER) is False
