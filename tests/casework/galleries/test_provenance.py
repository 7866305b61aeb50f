"""No ground, no enrolment."""

import pytest

from antigone.casework.galleries.models import BasisKind
from antigone.casework.galleries.provenance import Basis, parse_basis
from antigone.engine.errors import UsageError


def test_a_kind_and_what_is_added_to_it() -> None:
    assert parse_basis("court: order 17: page 2") == Basis(kind=BasisKind.COURT, text="order 17: page 2")
    assert parse_basis("Public-Record") == Basis(kind=BasisKind.PUBLIC_RECORD)


@pytest.mark.parametrize("value", ["scraped", "Scraped:from the web"])
def test_scraped_photographs_are_refused_with_the_reason(value: str) -> None:
    with pytest.raises(UsageError, match=r"never enrolled.*untargeted scraping is prohibited"):
        parse_basis(value)


def test_an_unknown_kind_is_answered_with_those_there_are() -> None:
    with pytest.raises(UsageError) as caught:
        parse_basis("found")
    assert caught.value.diagnostics() == (
        "'found' is no ground for enrolling photographs. Give one of family, authority, court, consent, public-record, "
        "with a text after a colon if there is more to say."
    )
