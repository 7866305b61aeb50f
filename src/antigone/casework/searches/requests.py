"""What a search is asked for."""

import math
from dataclasses import dataclass, field
from pathlib import Path

from antigone.casework.cases.models import Case
from antigone.casework.recognition.reading import AnyRecipe, FaceChoice, PhotographItem, RotationSearch
from antigone.engine.errors import UsageError

__all__ = ["ComparisonRequest", "ProbePhotograph", "SearchRequest"]

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


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """One search. Raises UsageError for what cannot be asked.

    photographs: all of one person. galleries: names; empty for all of the agency. where: as `--where` takes it.
    strangers: candidates with more expected strangers are cut; None for a closed list, where every name is seen.
    """

    case: Case
    photographs: tuple[ProbePhotograph, ...]
    galleries: tuple[str, ...] = ()
    where: str = ""
    top: int = DEFAULT_TOP
    strangers: float | None = DEFAULT_STRANGERS

    def __post_init__(self) -> None:
        if not self.photographs:
            raise UsageError("A search needs a photograph.", advice="Give one, or several of one person.")
        if not 1 <= self.top <= LARGEST_TOP:
            raise UsageError(f"--top {self.top} is not between 1 and {LARGEST_TOP}.")
        if self.strangers is not None and not (math.isfinite(self.strangers) and self.strangers >= 0):
            raise UsageError(f"--strangers {self.strangers} is no number from 0 on.", advice="Or say `off`.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonRequest:
    """Two photographs to be compared one to one, for a case."""

    case: Case
    first: ProbePhotograph
    second: ProbePhotograph
