"""What a search is asked for."""

import math
from dataclasses import dataclass, field
from pathlib import Path

from antigone.casework.cases.models import Case
from antigone.casework.recognition.reading import AnyRecipe, FaceChoice, PhotographItem, RotationSearch
from antigone.casework.searches.probes import KnownProbe
from antigone.engine.errors import UsageError

__all__ = [
    "DEFAULT_STRANGERS",
    "DEFAULT_TOP",
    "LARGEST_TOP",
    "AnyPhotograph",
    "ComparisonRequest",
    "ProbePhotograph",
    "SearchRequest",
    "check_limits",
]

DEFAULT_TOP = 20
DEFAULT_STRANGERS = 1.0
LARGEST_TOP = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbePhotograph:
    """A photograph of the unidentified person.

    choice: which face of it, or a box or points drawn by hand. recipe: what is done to the face before the recogniser
    sees it; the original stays as it is.
    """

    path: Path
    name: str
    choice: FaceChoice = field(default_factory=FaceChoice)
    rotations: RotationSearch = RotationSearch.AUTO
    recipe: AnyRecipe | None = None

    def item(self) -> PhotographItem:
        """The photograph as the recognition room reads it."""
        return PhotographItem(
            name=self.name, load=self.path, choice=self.choice, rotations=self.rotations, recipe=self.recipe
        )


AnyPhotograph = ProbePhotograph | KnownProbe


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """One search. Raises UsageError for what cannot be asked.

    photographs: all of one person. galleries: names; empty for all that may be searched. where: as `--where` does.
    strangers: candidates with more expected strangers are cut; None for a closed list, where every name is seen.
    """

    case: Case
    photographs: tuple[AnyPhotograph, ...]
    galleries: tuple[str, ...] = ()
    where: str = ""
    top: int = DEFAULT_TOP
    strangers: float | None = DEFAULT_STRANGERS

    def __post_init__(self) -> None:
        if not self.photographs:
            raise UsageError("A search needs a photograph.", advice="Give one, or several of one person.")
        check_limits(top=self.top, strangers=self.strangers)

    @property
    def settings(self) -> dict[str, object]:
        """As the frozen search keeps them."""
        return {"top": self.top, "strangers": self.strangers, "where": self.where}


def check_limits(*, top: int, strangers: float | None) -> None:
    """Raises UsageError for a length of the list, or a number of strangers, that cannot be."""
    if not 1 <= top <= LARGEST_TOP:
        raise UsageError(f"--top {top} is not between 1 and {LARGEST_TOP}.")
    if strangers is not None and not (math.isfinite(strangers) and strangers >= 0):
        raise UsageError(f"--strangers {strangers} is no number from 0 on.", advice="Or say `off`.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonRequest:
    """Two photographs to be compared one to one, for a case."""

    case: Case
    first: AnyPhotograph
    second: AnyPhotograph
