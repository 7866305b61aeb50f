"""Long lists come in pages: `limit` and `offset`, and the address of the next."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

Item = TypeVar("Item")
Row = TypeVar("Row")


class Window(Schema):
    """Which part of a list is wanted."""

    limit: int = Field(50, ge=1, le=200, description="How many at most.")
    offset: int = Field(0, ge=0, le=10_000_000, description="How many to pass over.")


class Page(Schema, Generic[Item]):
    """Part of a list. count: how many there are in all. next: where the list goes on; null at its end."""

    items: list[Item]
    count: int
    next: str | None


def page_of(
    request: HttpRequest, rows: "QuerySet[Any] | Sequence[Row]", window: Window, shown: Callable[[Any], Item]
) -> dict[str, Any]:
    """The rows of the window, each as it is shown."""
    count = rows.count() if isinstance(rows, QuerySet) else len(rows)
    end = window.offset + window.limit
    return {
        "items": [shown(row) for row in rows[window.offset : end]],
        "count": count,
        "next": _address(request, window, end) if end < count else None,
    }


def _address(request: HttpRequest, window: Window, offset: int) -> str:
    query = request.GET.copy()
    query["limit"], query["offset"] = str(window.limit), str(offset)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
