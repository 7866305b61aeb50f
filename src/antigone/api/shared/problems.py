"""Errors as problem documents (RFC 9457)."""

import re
from http import HTTPStatus
from typing import Any

from django.http import JsonResponse
from ninja import Schema
from ninja.openapi.schema import REF_TEMPLATE
from pydantic import Field

from antigone.casework.accounts.statuses import status_of
from antigone.casework.wording import said
from antigone.engine.errors import AntigoneError

CONTENT_TYPE = "application/problem+json"

DOCUMENTED = (400, 401, 403, 404, 409, 413, 422, 429)
"""Statuses that every operation may answer with, besides its own."""


class Fault(Schema):
    """One thing that is wrong with a request."""

    where: str = Field(description="Which part: `body.number`, `query.limit`.")
    detail: str


class Problem(Schema):
    """Why a request was not carried out. `type` is about:blank: the status says the kind, `code` says it finer."""

    type: str = "about:blank"
    title: str
    status: int
    code: str = Field(description="The error's name, for programs: `not_found`, `damaged_image`.")
    detail: str
    advice: str = Field("", description="What to do next, where there is something to do.")
    errors: list[Fault] = Field(default_factory=list)


def problem(
    status: int, detail: str, *, code: str = "", advice: str = "", errors: list[Fault] | None = None
) -> JsonResponse:
    """An answer that says what is wrong. code: the status's own name where none is given."""
    phrase = HTTPStatus(status).phrase
    document = Problem(
        title=phrase,
        status=status,
        code=code or _words(phrase),
        detail=detail,
        advice=advice,
        errors=errors or [],
    )
    return JsonResponse(document.model_dump(), status=status, content_type=CONTENT_TYPE)


def problem_of(error: AntigoneError) -> JsonResponse:
    """The same for an error that was raised on purpose."""
    return problem(status_of(error), said(error.message), code=_words(type(error).__name__), advice=said(error.advice))


def documented() -> dict[int, dict[str, str]]:
    """The problems of an operation, as OpenAPI lists responses."""
    return {status: {"$ref": f"#/components/responses/Problem{status}"} for status in DOCUMENTED}


def components() -> dict[str, dict[str, Any]]:
    """What `documented` refers to."""
    document = Problem.model_json_schema(ref_template=REF_TEMPLATE)
    content = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        "schemas": {**document.pop("$defs"), "Problem": document},
        "responses": {
            f"Problem{status}": {"description": HTTPStatus(status).phrase, "content": content} for status in DOCUMENTED
        },
    }


def _words(name: str) -> str:
    """`DamagedImage` and `Not Found` as `damaged_image` and `not_found`."""
    return re.sub(r"[^a-z]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()).strip("_")
