"""A request that is sent again is answered again, and not carried out again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from antigone.casework.accounts.roles import Role
from antigone.casework.replies.models import Reply
from antigone.casework.replies.services import BROKEN_OFF_AFTER, KEPT_FOR
from antigone.casework.webhooks.models import Webhook
from builders.calls import Program, program
from builders.people import agency, person

ORDER = {"url": "https://hooks.example/in", "events": ["job.finished"]}


@pytest.fixture(autouse=True)
def hosts(settings: object) -> None:
    settings.ANTIGONE_WEBHOOK_HOSTS = ["hooks.example"]  # type: ignore[attr-defined]


@pytest.fixture
def call(db: None) -> Program:
    return program(person(agency(), Role.EXAMINER))


def test_the_same_request_is_answered_as_before(call: Program) -> None:
    first = call.post("/webhooks", ORDER, **{"Idempotency-Key": "one"})
    again = call.post("/webhooks", ORDER, **{"Idempotency-Key": "one"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert again.headers["Idempotent-Replayed"] == "true"
    assert Webhook.objects.count() == 1


def test_another_word_is_another_request(call: Program) -> None:
    for word in ("one", "two"):
        assert call.post("/webhooks", ORDER, **{"Idempotency-Key": word}).status_code == 201
    assert Webhook.objects.count() == 2


def test_a_word_stands_for_one_request(call: Program) -> None:
    call.post("/webhooks", ORDER, **{"Idempotency-Key": "one"})
    other = call.post("/webhooks", {**ORDER, "events": ["case.closed"]}, **{"Idempotency-Key": "one"})
    assert (other.status_code, other.json()["code"]) == (422, "repeated_otherwise")
    assert Webhook.objects.count() == 1


def test_words_of_two_keys_are_two_words(call: Program) -> None:
    other = program(person(agency("Second agency"), Role.LIAISON))
    first, second = (one.post("/webhooks", ORDER, **{"Idempotency-Key": "one"}) for one in (call, other))
    assert first.json()["id"] != second.json()["id"]


def test_a_refusal_is_repeated_too(call: Program) -> None:
    wrong = {**ORDER, "url": "https://elsewhere.example/"}
    first = call.post("/webhooks", wrong, **{"Idempotency-Key": "one"})
    again = call.post("/webhooks", wrong, **{"Idempotency-Key": "one"})
    assert (first.status_code, again.status_code, again.headers["Idempotent-Replayed"]) == (400, 400, "true")
    assert again.headers["Content-Type"] == "application/problem+json"


def test_what_was_forgotten_is_done_anew(call: Program) -> None:
    call.post("/webhooks", ORDER, **{"Idempotency-Key": "one"})
    Reply.objects.update(at=timezone.now() - KEPT_FOR)
    assert "Idempotent-Replayed" not in call.post("/webhooks", ORDER, **{"Idempotency-Key": "one"}).headers
    assert Webhook.objects.count() == 2


def test_a_request_at_work_is_not_begun_again_until_it_is_given_up(call: Program) -> None:
    call.post("/webhooks", ORDER, **{"Idempotency-Key": "one"})
    Reply.objects.update(sealed=None)
    assert call.post("/webhooks", ORDER, **{"Idempotency-Key": "one"}).status_code == 409
    Reply.objects.update(at=timezone.now() - BROKEN_OFF_AFTER - timedelta(seconds=1))
    assert call.post("/webhooks", ORDER, **{"Idempotency-Key": "one"}).status_code == 201


def test_what_is_kept_cannot_be_read_without_the_key(call: Program) -> None:
    secret = call.post("/webhooks", ORDER, **{"Idempotency-Key": "one"}).json()["secret"]
    kept = bytes(Reply.objects.get().sealed or b"")
    assert secret.encode() not in kept
    assert b"hooks.example" not in kept


@pytest.mark.parametrize("word", ["x" * 201, "two words", "слово"])
def test_a_word_is_short_and_plain(call: Program, word: str) -> None:
    sent = word.encode().decode("latin-1")
    assert call.post("/webhooks", ORDER, **{"Idempotency-Key": sent}).status_code == 400
