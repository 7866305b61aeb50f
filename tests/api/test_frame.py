"""What every request meets: the key, the right, sizes, rates, problems, pages."""

import json
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.utils import timezone

from antigone.api.service import api, description
from antigone.api.shared.callers import KeyFor
from antigone.api.shared.resources import Resource
from antigone.api.shared.service import Service
from antigone.casework.accounts.keys import revoke_key
from antigone.casework.accounts.models import ApiKey
from antigone.casework.accounts.roles import Right, Role
from antigone.casework.audit import Door
from builders.calls import Program, key_of, program
from builders.people import agency, person

pytestmark = pytest.mark.django_db


def test_every_operation_asks_for_a_key_with_a_right() -> None:
    operations = [
        operation
        for router in api._get_bound_routers()
        for view in router.path_operations.values()
        for operation in view.operations
    ]
    assert len(operations) > 5
    for operation in operations:
        (gate,) = operation.auth_callbacks
        assert isinstance(gate, KeyFor), operation.operation_id
        assert operation.openapi_extra["x-antigone-right"] == gate.right.value


def test_an_operation_declared_without_a_right_lets_nobody_in() -> None:
    service = Service(title="test", version="test")

    @service.get("/silent")
    def silent(request: object) -> dict[str, str]:
        return {"said": "everything"}

    service._get_urls()
    (bound,) = service._get_bound_routers()
    (callback,) = bound.path_operations["/silent"].operations[0].auth_callbacks
    assert callback(None) is None
    with pytest.raises(TypeError):
        Resource("test").get("/silent", answers=str)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    "header", ["", "Basic YTpi", "Bearer", "Bearer ak_0_0", "Bearer ak_\x00_\x00", "Bearer nonsense"]
)
def test_a_stranger_is_told_so_whatever_they_ask_for(header: str) -> None:
    stranger = Program(Authorization=header)
    for method, path in (("GET", "/"), ("GET", "/nowhere"), ("DELETE", "/jobs"), ("POST", "/webhooks")):
        response = stranger(method, path)
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
        assert response.headers["Content-Type"] == "application/problem+json"


def test_a_session_of_a_browser_opens_nothing(client) -> None:  # type: ignore[no-untyped-def]
    client.force_login(person(agency(), Role.SUPERVISOR))
    assert client.get("/api/v1/").status_code == 401


def test_the_index_says_what_the_key_covers_and_where_things_are() -> None:
    examiner = person(agency(), Role.EXAMINER)
    response = program(examiner, scopes=[Right.READ_CASES]).get("/")
    document = response.json()
    assert (document["api"], document["rights"]) == ("1", ["read_cases", "use_api"])
    assert document["links"]["jobs"] == "http://testserver/api/v1/jobs"
    assert not response.cookies
    assert "Access-Control-Allow-Origin" not in response.headers
    assert response.headers["Cache-Control"] == "no-store"


def test_a_key_that_ended_counts_no_more() -> None:
    examiner = person(agency(), Role.EXAMINER)
    calls = [program(examiner) for _ in range(3)]
    assert [call.get("/").status_code for call in calls] == [200, 200, 200]
    first, second, _third = ApiKey.objects.order_by("created_at")
    revoke_key(first.id, by=examiner.actor(Door.WEB))
    ApiKey.objects.filter(pk=second.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert [call.get("/").status_code for call in calls] == [401, 401, 200]
    examiner.is_active = False
    examiner.save()
    assert calls[2].get("/").status_code == 401


def test_a_role_that_was_taken_away_is_gone_from_the_key() -> None:
    registrar = person(agency(), Role.REGISTRAR, Role.EXAMINER)
    call = program(registrar)
    assert "write_cases" in call.get("/").json()["rights"]
    registrar.roles_held.filter(role=Role.REGISTRAR).delete()
    assert "write_cases" not in call.get("/").json()["rights"]


def test_an_address_that_is_none_is_a_problem_document() -> None:
    call = program(person(agency(), Role.EXAMINER))
    response = call.get("/nowhere")
    assert (response.status_code, response.headers["Content-Type"]) == (404, "application/problem+json")
    assert response.json()["code"] == "not_found"
    assert "advice" in response.json()
    assert call.get("/jobs/").status_code == 404


def test_a_method_that_an_address_does_not_take() -> None:
    response = program(person(agency(), Role.EXAMINER))("DELETE", "/jobs")
    assert (response.status_code, response.json()["status"]) == (405, 405)
    assert response.headers["Allow"] == "GET"


def test_what_does_not_fit_is_named() -> None:
    call = program(person(agency(), Role.EXAMINER))
    response = call.get("/jobs?limit=0")
    assert response.status_code == 422
    assert response.json()["errors"][0]["where"] == "query.limit"
    for broken in ("{", '"x"', "[" * 100_000):
        response = call.post("/webhooks", broken)
        assert response.status_code in {400, 422}
        assert response.headers["Content-Type"] == "application/problem+json"


def test_a_body_that_is_too_large_is_not_read() -> None:
    call = program(person(agency(), Role.EXAMINER))
    response = call.post("/webhooks", json.dumps({"url": "x" * 2**20}))
    assert (response.status_code, response.json()["code"]) == (413, "request_entity_too_large")


def test_an_upload_is_held_to_the_limit_of_the_whole_site(settings) -> None:  # type: ignore[no-untyped-def]
    settings.ANTIGONE_UPLOAD_LIMIT = 200
    call = program(person(agency(), Role.REGISTRAR))
    address = f"/cases/{uuid4()}/photographs"
    large = call.upload(address, {"files": BytesIO(b"x" * 200)})
    assert (large.status_code, "up to 200 bytes" in large.content.decode()) == (413, True)
    settings.ANTIGONE_UPLOAD_LIMIT = 2000
    assert call.upload(address, {"files": BytesIO(b"x" * 200)}).status_code == 404


def test_a_key_that_asks_too_often_waits(settings) -> None:  # type: ignore[no-untyped-def]
    settings.ANTIGONE_API_RATE = "2/min"
    bureau = agency()
    call, other = program(person(bureau, Role.EXAMINER)), program(person(bureau, Role.LIAISON))
    assert [call.get("/").status_code for _ in range(3)] == [200, 200, 429]
    assert int(call.get("/").headers["Retry-After"]) > 0
    assert other.get("/").status_code == 200


def test_a_problem_speaks_the_language_that_was_asked_for() -> None:
    call = program(person(agency(), Role.EXAMINER))
    response = call.get("/jobs", **{"Accept-Language": "uk"})
    assert response.headers["Content-Language"] == "uk"


def test_a_key_reads_the_description() -> None:
    key = key_of(person(agency(), Role.LIAISON))
    assert Program(key).get("/openapi.json").json() == json.loads(json.dumps(description()))
