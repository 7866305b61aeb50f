"""Every open case searched for in galleries, many in a pass, and the persons of the cases compared with each other."""

from antigone.casework.searches.crossmatching.documents import listed_case, listed_pair
from antigone.casework.searches.crossmatching.lists import (
    NotSearched,
    Searched,
    SearchedPerson,
    count_cases,
    search_cases,
)
from antigone.casework.searches.crossmatching.orders import CrossmatchOrder
from antigone.casework.searches.crossmatching.pairs import CasePair, compare_cases

__all__ = [
    "CasePair",
    "CrossmatchOrder",
    "NotSearched",
    "Searched",
    "SearchedPerson",
    "compare_cases",
    "count_cases",
    "listed_case",
    "listed_pair",
    "search_cases",
]
