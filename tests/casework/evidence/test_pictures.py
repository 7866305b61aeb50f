"""Pictures kept in the cache: drawn once, and gone with their photograph."""

from uuid import uuid4

import pytest

from antigone.casework.audit import Actor, Door
from antigone.casework.evidence import storage
from antigone.casework.evidence.models import Photograph
from antigone.casework.evidence.pictures import kept_picture, kept_pictures
from antigone.casework.evidence.services import destroy_if_unused, register_photograph
from casework.evidence.builders import stored_facts

pytestmark = pytest.mark.django_db(transaction=True)

BY = Actor(user=uuid4(), agency=uuid4(), door=Door.CLI)


@pytest.fixture
def photograph() -> Photograph:
    return register_photograph(facts=stored_facts(), by=BY)


def test_it_is_drawn_once(photograph: Photograph) -> None:
    drawn = iter([b"a picture"])
    for _ in range(2):
        assert kept_picture(photograph.sha256, "small.jpg", lambda: next(drawn)) == b"a picture"
    assert len(kept_pictures(photograph.sha256)) == 1


def test_nothing_stays_of_a_photograph_that_is_destroyed_while_it_is_drawn(photograph: Photograph) -> None:
    sha256 = photograph.sha256

    def draw() -> bytes:
        assert destroy_if_unused(photograph=photograph, by=BY)
        return b"a picture"

    assert kept_picture(sha256, "small.jpg", draw) == b"a picture"
    assert kept_pictures(sha256) == []


def test_what_a_kill_has_left_goes_with_the_photograph(photograph: Photograph, monkeypatch: pytest.MonkeyPatch) -> None:
    sha256 = photograph.sha256
    with monkeypatch.context() as killed:
        killed.setattr(storage.Path, "replace", _killed)
        killed.setattr(storage.Path, "unlink", lambda *_how, **_also: None)
        with pytest.raises(KeyboardInterrupt):
            kept_picture(sha256, "small.jpg", lambda: b"a picture")
    (left,) = kept_pictures(sha256)
    assert left.name.startswith(".")
    assert destroy_if_unused(photograph=photograph, by=BY)
    assert not left.exists()


def _killed(*_how: object) -> None:
    raise KeyboardInterrupt
