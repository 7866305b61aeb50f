"""The description of the API: checked in, complete, and without templates."""

import json
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from antigone.api.service import description
from antigone.api.shared.problems import DOCUMENTED

REPOSITORY = Path(__file__).resolve().parents[2]
FORBIDDEN = ("vector", "template", "embedding", "descriptor")


def operations() -> Iterator[dict[str, Any]]:
    for methods in description()["paths"].values():
        yield from methods.values()


def names(schema: Any) -> Iterator[str]:
    """Every property below."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for part in schema.values():
            yield from names(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from names(part)


def test_the_checked_in_description_is_that_of_the_program() -> None:
    written = runpy.run_path(str(REPOSITORY / "tools" / "write_openapi.py"))
    assert (REPOSITORY / "docs" / "openapi.json").read_text(encoding="utf-8") == written["document"](), (
        "run `make docs`"
    )


def test_it_is_openapi_3_1_and_every_operation_says_all_its_statuses() -> None:
    assert description()["openapi"].startswith("3.1")
    for operation in operations():
        statuses = {int(status) for status in operation["responses"]}
        assert set(DOCUMENTED) <= statuses, operation["operationId"]
        assert len([status for status in statuses if status < 400]) == 1
        assert operation["description"]
        assert operation["security"]


def test_every_reference_leads_somewhere() -> None:
    document = json.loads(json.dumps(description()))
    for reference in set(_references(document)):
        part: Any = document
        for step in reference.removeprefix("#/").split("/"):
            part = part[step]


def test_operations_have_names_of_their_own() -> None:
    identities = [operation["operationId"] for operation in operations()]
    assert len(identities) == len(set(identities))


def test_no_answer_has_room_for_a_template() -> None:
    found = {name for name in names(description()) if any(word in name.casefold() for word in FORBIDDEN)}
    assert found == set()


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"]
        for value in part.values():
            yield from _references(value)
    elif isinstance(part, list):
        for value in part:
            yield from _references(value)
