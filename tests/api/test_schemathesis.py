"""Requests made up from the description: no 5xx, no status, media type or answer that it does not tell of."""

import json
import random
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from antigone.api.service import description
from antigone.casework.accounts.roles import RIGHTS, Right, Role
from antigone.site.wsgi import application
from builders.calls import key_of, program
from builders.people import agency, person
from builders.pictures import encoded, noise

pytestmark = pytest.mark.django_db

EXAMPLES = 5
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
TEMPLATE_WORDS = {"vector", "template", "embedding"}


@pytest.fixture
def made() -> tuple[dict[Role, str], dict[str, str]]:
    """A key of each role, and ids of what there is, by their names in addresses."""
    bureau = agency()
    people = {role: person(bureau, role) for role in Role}
    registrar = program(people[Role.REGISTRAR])
    order = {"number": "1", "kind": "deceased", "expires_on": "2099-01-01"}
    texts = dict.fromkeys(("authority", "purpose", "legal_basis"), "said")
    case = registrar.post("/cases", {**order, **texts}).json()["id"]
    picture = SimpleUploadedFile("a.jpg", encoded(noise(200, 160), "JPEG"))
    (taken,) = registrar.upload(f"/cases/{case}/photographs", {"files": [picture]}).json()
    gallery = program(people[Role.GALLERY_MANAGER]).post("/galleries", {"name": "missing"}).json()["uuid"]
    ids = {"case_id": case, "photograph_id": taken["photograph"], "gallery_id": gallery}
    ids["job_id"] = registrar.get("/jobs").json()["items"][0]["id"]
    return {role: key_of(one) for role, one in people.items()}, ids


# The client of schemathesis reads a download and does not close it, as servers do.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_what_the_description_allows_is_answered_as_it_says(
    made: tuple[dict[Role, str], dict[str, str]], settings: Any
) -> None:
    settings.ANTIGONE_API_RATE = "100000/min"
    keys, ids = made
    schema = schemathesis.openapi.from_dict(json.loads(json.dumps(description())))
    schema.app = application
    drawn = random.Random(7)  # which key and whether an id is one that there is
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 60
    for operation in operations:
        _try(operation, lambda case: _call(case, keys, ids, drawn))


def _try(operation: Any, call: Callable[[Any], None]) -> None:
    @seed(7)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def run(case: Any) -> None:
        call(case)

    run()


def _call(case: Any, keys: dict[Role, str], ids: dict[str, str], drawn: random.Random) -> None:
    right = Right(case.operation.definition.raw["x-antigone-right"])
    role = drawn.choice([role for role in Role if right in RIGHTS[role]])
    for name in case.path_parameters or {}:
        if name in ids and drawn.random() < 0.8:
            case.path_parameters[name] = ids[name]
    response = case.call(headers={"Authorization": f"Bearer {keys[role]}"})
    case.validate_response(response, checks=CHECKS)
    if response.headers["content-type"][0].partition(";")[0] == "application/json":
        _assert_holds_no_template(response.json())


def _assert_holds_no_template(part: Any) -> None:
    """Neither by its name nor by its form, a long list of numbers."""
    if isinstance(part, dict):
        assert not TEMPLATE_WORDS & part.keys()
        for value in part.values():
            _assert_holds_no_template(value)
    elif isinstance(part, list):
        assert len([value for value in part if isinstance(value, float)]) < 64
        for value in part:
            _assert_holds_no_template(value)
