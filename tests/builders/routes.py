"""Every address of the pages, as the program itself has them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from antigone.web.shared.access import Access, access_of


@dataclass(frozen=True)
class Route:
    """A named address. parameters: name to the class of its converter."""

    name: str
    access: Access | None
    parameters: dict[str, str]

    def address(self, world: dict[str, Any]) -> str:
        """With what `world` has for each parameter of the address; an `order` may be a number or an import."""
        return reverse(self.name, kwargs={name: world[f"{name} {kind}"] for name, kind in self.parameters.items()})


def routes() -> list[Route]:
    """All of them, in the order of the program."""
    return list(_routes(get_resolver("antigone.web.urls").url_patterns, ()))


def _routes(patterns: list[URLPattern | URLResolver], above: tuple[str, ...]) -> Iterator[Route]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, (*above, pattern.namespace) if pattern.namespace else above)
        else:
            name = ":".join([*above, pattern.name or ""])
            parameters = {one: type(kind).__name__ for one, kind in pattern.pattern.converters.items()}
            yield Route(name=name, access=access_of(pattern.callback), parameters=parameters)
