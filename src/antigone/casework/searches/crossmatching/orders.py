"""What a crossmatch is asked for."""

from dataclasses import dataclass

from antigone.casework.searches.crossmatching.persons import CasePerson
from antigone.casework.searches.requests import DEFAULT_STRANGERS, DEFAULT_TOP, SearchRequest, check_limits
from antigone.engine.errors import UsageError

__all__ = ["CrossmatchOrder"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossmatchOrder:
    """galleries: names. top, strangers: of each list, as in SearchRequest. Raises UsageError."""

    galleries: tuple[str, ...]
    top: int = DEFAULT_TOP
    strangers: float | None = DEFAULT_STRANGERS

    def __post_init__(self) -> None:
        if not self.galleries:
            raise UsageError("A crossmatch needs a gallery.", advice="Name one, or several.")
        check_limits(top=self.top, strangers=self.strangers)

    @property
    def settings(self) -> dict[str, object]:
        """As the frozen searches keep them."""
        return {"top": self.top, "strangers": self.strangers, "where": ""}

    def request(self, person: CasePerson) -> SearchRequest:
        """The search of one case."""
        return SearchRequest(
            case=person.case,
            photographs=person.photographs,
            galleries=self.galleries,
            top=self.top,
            strangers=self.strangers,
        )
