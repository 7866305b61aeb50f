"""The ground on which photographs may be enrolled. No ground, no enrolment."""

from dataclasses import dataclass

from antigone.casework.galleries.models import BasisKind
from antigone.casework.galleries.sources import printable
from antigone.engine.errors import UsageError

__all__ = ["Basis", "parse_basis"]

SCRAPED = "scraped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """A kind of ground, and what the operator adds: a form's number, an order, the register's name."""

    kind: BasisKind
    text: str = ""


def parse_basis(value: str) -> Basis:
    """`KIND` or `KIND:TEXT`, one line.

    Raises UsageError for `scraped`, with the reason, for what is no kind, and for a text of several lines.
    """
    kind, _, text = value.partition(":")
    name = kind.strip().casefold()
    kinds = f"Give one of {', '.join(BasisKind.values)}, with a text after a colon if there is more to say."
    if name == SCRAPED:
        raise UsageError(
            "Photographs collected from the internet without a ground are never enrolled: building a face database by "
            "untargeted scraping is prohibited (EU AI Act, article 5(1)(e)) and the people in it never agreed.",
            advice=kinds,
        )
    if name not in BasisKind.values:
        raise UsageError(f"{kind.strip()!r} is no ground for enrolling photographs.", advice=kinds)
    if printable(text) != text:
        raise UsageError(f"The text of the basis, {printable(text)}, is not one line.", advice="Say it in one line.")
    return Basis(kind=BasisKind(name), text=text.strip())
