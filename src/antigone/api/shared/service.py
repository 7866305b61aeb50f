"""The API as ninja knows it: errors become problems, the description says which."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import SuspiciousOperation, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer
from ninja.responses import NinjaJSONEncoder

from antigone.api.shared.problems import Fault, components, problem, problem_of
from antigone.api.shared.resources import Resource
from antigone.engine.errors import AntigoneError


def nobody(_request: HttpRequest) -> None:
    """Who may call an operation that was declared without a right."""


class Encoder(NinjaJSONEncoder):
    """Sets as lists, in an order that does not change from one answer to the next."""

    def default(self, o: Any) -> Any:
        """What JSON has no form for."""
        return sorted(o) if isinstance(o, frozenset) else super().default(o)


class Renderer(JSONRenderer):
    """JSON."""

    encoder_class = Encoder


class Service(NinjaAPI):
    """An API whose operations come from resources alone."""

    def __init__(self, **about: Any) -> None:
        # The pages that draw an API run scripts that stand in them, which our policy forbids; the JSON is enough.
        super().__init__(
            **about, openapi_url=None, docs_url=None, auth=nobody, urls_namespace="api", renderer=Renderer()
        )
        self.add_exception_handler(AntigoneError, _raised)
        self.add_exception_handler(ValidationError, _invalid)
        self.add_exception_handler(HttpError, _refused)
        self.add_exception_handler(Http404, nowhere)
        self.add_exception_handler(SuspiciousOperation, _suspicious)
        self.add_exception_handler(MultiPartParserError, _suspicious)

    def add_resource(self, resource: Resource) -> None:
        """Take up its operations."""
        self.add_router("", resource.router)

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The description, with the problems that operations refer to."""
        schema = super().get_openapi_schema(**options)
        for kind, parts in components().items():
            schema["components"].setdefault(kind, {}).update(parts)
        return schema


def nowhere(_request: HttpRequest, *_arguments: Any, **_named: Any) -> HttpResponse:
    """An address that is none."""
    return problem(404, _("There is nothing at this address."), advice=_("`GET /api/v1/` lists what there is."))


def _raised(_request: HttpRequest, error: Any) -> HttpResponse:
    return problem_of(error)


def _invalid(_request: HttpRequest, error: Any) -> HttpResponse:
    faults = [Fault(where=".".join(map(str, fault["loc"])), detail=fault["msg"]) for fault in error.errors]
    return problem(422, _("The request is not as this operation takes it."), code="invalid_request", errors=faults)


def _refused(_request: HttpRequest, error: Any) -> HttpResponse:
    return problem(error.status_code, str(error) or HTTPStatus(error.status_code).phrase)


def _suspicious(_request: HttpRequest, error: Any) -> HttpResponse:
    if isinstance(error, TooManyFilesSent):
        return problem(413, _("There are too many files in one request."))
    return problem(400, _("The request cannot be read."))
