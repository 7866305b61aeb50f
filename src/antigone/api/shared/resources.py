"""Operations are declared through a `Resource`: there is none without a right."""

from collections.abc import Callable
from typing import Any, TypeVar

from ninja import Router

from antigone.api.shared.callers import KeyFor
from antigone.api.shared.problems import documented
from antigone.casework.accounts.roles import Right

Operation = TypeVar("Operation", bound=Callable[..., Any])

IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
    "description": "A word of your own for this request. Sent again within a day, it is answered as before.",
}


class Resource:
    """The operations of one kind of thing. Each says which right it asks for and what it answers with."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.router = Router(tags=[name])

    def get(self, path: str, right: Right, *, answers: Any) -> Callable[[Operation], Operation]:
        """Something to read."""
        return self._operation("GET", path, right, {200: answers})

    def post(self, path: str, right: Right, *, answers: Any, status: int = 200) -> Callable[[Operation], Operation]:
        """Something to do or to make. status: 201 for what is made, 202 for what a job will do."""
        return self._operation("POST", path, right, {status: answers}, parameters=[IDEMPOTENCY_KEY])

    def patch(self, path: str, right: Right, *, answers: Any) -> Callable[[Operation], Operation]:
        """Something to change."""
        return self._operation("PATCH", path, right, {200: answers})

    def put(self, path: str, right: Right, *, answers: Any) -> Callable[[Operation], Operation]:
        """Something to set, as often as one likes."""
        return self._operation("PUT", path, right, {200: answers})

    def delete(self, path: str, right: Right, *, answers: Any, status: int = 200) -> Callable[[Operation], Operation]:
        """Something to take away."""
        return self._operation("DELETE", path, right, {status: answers})

    def file(self, path: str, right: Right, *, media_type: str) -> Callable[[Operation], Operation]:
        """Something to download that is no JSON; the operation gives the HttpResponse."""
        content = {media_type: {"schema": {"type": "string", "format": "binary"}}}
        return self._operation("GET", path, right, {}, extra={200: {"description": "OK", "content": content}})

    def _operation(
        self,
        method: str,
        path: str,
        right: Right,
        answers: dict[int, Any],
        **extra: Any,
    ) -> Callable[[Operation], Operation]:
        responses = {**documented(), **extra.pop("extra", {})}
        about = {"responses": responses, "x-antigone-right": right.value, **extra}

        def declare(operation: Operation) -> Operation:
            self.router.add_api_operation(
                path,
                [method],
                operation,
                auth=KeyFor(right),
                operation_id=operation.__name__,
                response=answers or {200: None},
                openapi_extra=about,
            )
            return operation

        return declare
