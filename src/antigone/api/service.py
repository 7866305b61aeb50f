"""The API put together, and the way in."""

from functools import cache
from typing import Any

from ninja import Schema

from antigone import __version__
from antigone.api.cases import cases
from antigone.api.comparisons import comparisons
from antigone.api.enrolments import enrolments
from antigone.api.examinations import examinations
from antigone.api.galleries import galleries
from antigone.api.jobs import jobs
from antigone.api.log import log
from antigone.api.models import models
from antigone.api.people import people
from antigone.api.photographs import photographs
from antigone.api.searches import searches
from antigone.api.shared.callers import Called
from antigone.api.shared.resources import Resource
from antigone.api.shared.service import Service
from antigone.api.statistics import statistics
from antigone.api.subjects import subjects
from antigone.api.webhooks import webhooks
from antigone.casework.accounts.roles import Right

PREFIX = "api/v1/"

index = Resource("index")


class Index(Schema):
    """api: the version of the interface; program: of Antigone. rights: what this key covers. links: by name."""

    api: str
    program: str
    rights: list[str]
    links: dict[str, str]


@index.get("/", Right.USE_API, answers=Index)
def show_index(request: Called) -> dict[str, Any]:
    """Version, the rights of this key, and where everything is."""
    return {
        "api": api.version,
        "program": __version__,
        "rights": [right.value for right in Right if request.caller.covers(right)],
        "links": {name: request.build_absolute_uri(path) for name, path in _lists().items()},
    }


@index.get("/openapi.json", Right.USE_API, answers=dict[str, Any])
def describe_api(request: Called) -> dict[str, Any]:  # noqa: ARG001  # ninja hands every operation its request
    """This description, as OpenAPI 3.1."""
    return description()


api = Service(
    title="Antigone",
    version="1",
    description="Unidentified persons, candidate lists and their examination, for scripts. docs/api.md tells how.",
)
for _resource in (
    index,
    cases,
    photographs,
    galleries,
    enrolments,
    subjects,
    searches,
    comparisons,
    examinations,
    jobs,
    people,
    log,
    models,
    statistics,
    webhooks,
):
    api.add_resource(_resource)


@cache
def description() -> dict[str, Any]:
    """The OpenAPI document; `docs/openapi.json` holds the same."""
    return dict(api.get_openapi_schema(path_prefix=PREFIX))


@cache
def _lists() -> dict[str, str]:
    """Addresses that can be read without knowing anything yet, by their last part."""
    plain = [path for path, methods in description()["paths"].items() if "{" not in path and "get" in methods]
    return {path.rpartition("/")[2]: path for path in plain if not path.endswith("/")}
