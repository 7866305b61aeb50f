"""What other programs are told, and what never leaves the machine."""

import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from antigone.casework.accounts.models import User
from antigone.casework.accounts.roles import Role
from antigone.casework.audit import Actor, Door, record, writing
from antigone.casework.cases.events import CaseClosed
from antigone.casework.jobs.finishing import finish
from antigone.casework.jobs.models import Job, JobState
from antigone.casework.webhooks.addresses import address_of
from antigone.casework.webhooks.models import Delivery, DeliveryState, Webhook, WebhookEvent
from antigone.casework.webhooks.services import MOST_WEBHOOKS, create_webhook, delete_webhook, queue_test
from antigone.casework.webhooks.tasks import PAUSES, deliver
from antigone.engine.errors import StateError, UsageError
from builders.people import agency, person
from casework.searches.builders import case

pytestmark = pytest.mark.django_db


@dataclass
class Listener:
    """Another program: keeps what it is sent, answers with `status`."""

    url: str
    status: int = 204
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def listener(settings: object) -> Iterator[Listener]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.got.append((dict(self.headers), body))
            self.send_response(heard.status)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    heard = Listener(url=f"http://127.0.0.1:{server.server_port}/in?x=1")
    settings.ANTIGONE_WEBHOOK_HOSTS = [f"127.0.0.1:{server.server_port}", "hooks.example"]  # type: ignore[attr-defined]
    Thread(target=server.serve_forever, daemon=True).start()
    yield heard
    server.shutdown()
    server.server_close()


def actor(user: User) -> Actor:
    return user.actor(Door.API)


def hook(user: User, listener: Listener, *events: WebhookEvent) -> tuple[Webhook, str]:
    wanted = events or (WebhookEvent.JOB_FINISHED,)
    return create_webhook(url=listener.url, events=wanted, by=actor(user), now=timezone.now())


def job_of(user: User) -> Job:
    return Job.objects.create(
        agency=user.agency, owner=user, door="api", task="tests.work", created_at=timezone.now(), note="Anna Müller"
    )


def test_a_message_is_signed_with_the_secret_that_was_shown(listener: Listener) -> None:
    owner = person(agency(), Role.EXAMINER)
    _webhook, secret = hook(owner, listener)
    finish(job := job_of(owner), JobState.DONE, now=timezone.now())
    delivery = Delivery.objects.get()
    deliver.call(str(delivery.id))
    ((headers, body),) = listener.got
    stamp, _, signed = headers["Antigone-Signature"].partition(",v1=")
    at = stamp.removeprefix("t=")
    assert hmac.new(secret.encode(), f"{at}.".encode() + body, sha256).hexdigest() == signed
    told = json.loads(body)
    assert (told["event"], told["job"], told["state"]) == ("job.finished", str(job.id), "done")
    assert "Anna" not in body.decode()
    assert headers["Antigone-Delivery"] == str(delivery.id) == told["id"]
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.next_at) == (DeliveryState.DELIVERED, 1, None)


def test_a_message_that_arrived_is_not_sent_again(listener: Listener) -> None:
    webhook, _ = hook(person(agency(), Role.EXAMINER), listener)
    delivery = queue_test(webhook=webhook, now=timezone.now())
    for _ in range(2):
        deliver.call(str(delivery.id))
    assert len(listener.got) == 1


def test_what_fails_is_tried_again_later_and_later_and_then_given_up(listener: Listener) -> None:
    webhook, _ = hook(person(agency(), Role.EXAMINER), listener)
    listener.status = 500
    delivery = queue_test(webhook=webhook, now=timezone.now())
    for attempt, pause in enumerate(PAUSES, start=1):
        deliver.call(str(delivery.id))
        delivery.refresh_from_db()
        assert (delivery.state, delivery.attempts) == (DeliveryState.WAITING, attempt)
        assert abs(delivery.next_at - timezone.now() - pause) < timedelta(seconds=20)
        assert DBTaskResult.objects.filter(run_after=delivery.next_at).exists()
    deliver.call(str(delivery.id))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error) == (DeliveryState.GIVEN_UP, "the answer was 500")


def test_a_redirect_is_not_followed(listener: Listener) -> None:
    webhook, _ = hook(person(agency(), Role.EXAMINER), listener)
    listener.status = 307
    delivery = queue_test(webhook=webhook, now=timezone.now())
    deliver.call(str(delivery.id))
    delivery.refresh_from_db()
    assert (len(listener.got), delivery.error) == (1, "the answer was 307")


def test_a_host_that_the_operator_took_out_is_told_nothing(listener: Listener, settings: object) -> None:
    webhook, _ = hook(person(agency(), Role.EXAMINER), listener)
    delivery = queue_test(webhook=webhook, now=timezone.now())
    settings.ANTIGONE_WEBHOOK_HOSTS = []  # type: ignore[attr-defined]
    deliver.call(str(delivery.id))
    delivery.refresh_from_db()
    assert (listener.got, delivery.state) == ([], DeliveryState.GIVEN_UP)


def test_nobody_hears_of_the_jobs_of_others(listener: Listener) -> None:
    bureau = agency()
    owner, other = person(bureau, Role.EXAMINER), person(bureau, Role.SUPERVISOR)
    hook(other, listener)
    finish(job_of(owner), JobState.DONE, now=timezone.now())
    assert not Delivery.objects.exists()


def test_only_what_was_asked_for_is_told(listener: Listener) -> None:
    owner = person(agency(), Role.EXAMINER)
    hook(owner, listener, WebhookEvent.CASE_CLOSED)
    finish(job_of(owner), JobState.DONE, now=timezone.now())
    assert not Delivery.objects.exists()


def test_who_closes_a_case_tells_those_who_see_it_and_no_others(listener: Listener) -> None:
    bureau = agency()
    supervisor = person(bureau, Role.SUPERVISOR)
    outsiders = (person(bureau, Role.EXAMINER), person(agency("Second agency"), Role.SUPERVISOR, name="other"))
    for owner in (supervisor, *outsiders):
        hook(owner, listener, WebhookEvent.CASE_CLOSED)
    registrar = actor(person(bureau, Role.REGISTRAR))
    closed = CaseClosed(case=case(registrar).id, basis="dna", decided_on="2026-01-02", evidence="hidden")
    with writing():
        record(closed, by=actor(supervisor))
    (delivery,) = Delivery.objects.all()
    assert (delivery.webhook.owner, delivery.payload["basis"]) == (supervisor, "dna")
    assert set(delivery.payload) == {"id", "event", "at", "case", "basis"}


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example/",
        "https://hooks.example:8443/",
        "https://other.example/",
        "https://user:password@hooks.example/",
        "https://hooks.example@other.example/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "http://127.0.0.1:1/",
        "ftp://hooks.example/",
        "https://hooks.example:99999/",
        "https://hooks.example/#part",
        "https://",
        "/etc/passwd",
        "https://hooks.example/\r\nX: y",
        "https://hooks.example/" + "x" * 500,
        "https://hóoks.example/",
    ],
)
def test_nothing_is_sent_where_the_operator_has_not_said_so(listener: Listener, url: str) -> None:
    owner = person(agency(), Role.EXAMINER)
    with pytest.raises(UsageError):
        create_webhook(url=url, events=[WebhookEvent.JOB_FINISHED], by=actor(owner), now=timezone.now())
    assert not Webhook.objects.exists()


def test_without_a_setting_nothing_may_be_told(settings: object) -> None:
    settings.ANTIGONE_WEBHOOK_HOSTS = []  # type: ignore[attr-defined]
    with pytest.raises(UsageError, match=r"Nothing is sent to 127\.0\.0\.1:80"):
        address_of("http://127.0.0.1/")


def test_the_secret_lies_encrypted_in_the_database(listener: Listener) -> None:
    _webhook, secret = hook(person(agency(), Role.EXAMINER), listener)
    assert secret.encode() not in bytes(Webhook.objects.get().secret)


def test_with_another_key_of_the_home_the_secret_is_lost_and_said_so(listener: Listener, settings: object) -> None:
    webhook, _ = hook(person(agency(), Role.EXAMINER), listener)
    delivery = queue_test(webhook=webhook, now=timezone.now())
    settings.SECRET_KEY = "another"  # type: ignore[attr-defined]
    deliver.call(str(delivery.id))
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.GIVEN_UP
    assert "another key" in delivery.error


def test_one_webhook_too_many(listener: Listener) -> None:
    owner = person(agency(), Role.EXAMINER)
    for _ in range(MOST_WEBHOOKS):
        hook(owner, listener)
    with pytest.raises(StateError):
        hook(owner, listener)


def test_a_deleted_webhook_takes_its_messages_along(listener: Listener) -> None:
    owner = person(agency(), Role.EXAMINER)
    webhook, _ = hook(owner, listener)
    delivery = queue_test(webhook=webhook, now=timezone.now())
    delete_webhook(webhook=webhook, by=actor(owner))
    deliver.call(str(delivery.id))
    assert (listener.got, Delivery.objects.count()) == ([], 0)
