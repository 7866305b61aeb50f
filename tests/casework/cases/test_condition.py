"""The person as found."""

from dataclasses import replace
from datetime import date

import pytest

from antigone.casework.accounts.roles import Role
from antigone.casework.audit.models import Event
from antigone.casework.cases.condition import Condition, condition_of, describe_case
from antigone.casework.cases.models import BodyClass, BodyFlag, BodyStatus, CaseKind, Eyes
from antigone.engine.errors import UsageError
from builders.people import agency
from casework.cases.builders import actor, case_of

pytestmark = pytest.mark.django_db

FOUND = Condition(
    body_status=BodyStatus.WHOLE,
    body_class=BodyClass.DECOMPOSED,
    body_flags=(BodyFlag.BURNED, BodyFlag.INCOMPLETE),
    degree_days=182.5,
    degree_days_source="Station 33345, 2 to 14 May",
    post_mortem_interval="10 to 14 days",
    eyes=Eyes.CLOSED,
    injured_regions=("left_cheek", "nose"),
    found_place="River bank at km 12",
    found_on=date(2026, 2, 20),
    note="Рана на щоці.\nTwo teeth are missing.",
)


def test_a_condition_is_kept_as_said_and_logged_without_its_words() -> None:
    registrar = actor(agency(), Role.REGISTRAR)
    case = case_of(registrar)
    describe_case(case=case, condition=FOUND, by=registrar)
    case.refresh_from_db()
    assert condition_of(case) == FOUND
    event = Event.objects.order_by("seq").last()
    assert event.name == "cases.case.described"
    assert "River" not in event.payload


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({"degree_days": 3.0}, "computed from"),
        ({"degree_days": -1.0, "degree_days_source": "x"}, "go from 0"),
        ({"degree_days": float("nan"), "degree_days_source": "x"}, "go from 0"),
        ({"injured_regions": ("knee",)}, "no region knee"),
        ({"found_place": "two\nlines"}, "A line takes"),
        ({"note": "x" * 10_001}, "The note takes"),
    ],
)
def test_what_cannot_be_is_refused(said: dict[str, object], refused: str) -> None:
    with pytest.raises(UsageError, match=refused):
        replace(Condition(), **said)  # type: ignore[arg-type]


def test_the_living_have_eyes_and_wounds_but_no_bodys_state() -> None:
    registrar = actor(agency(), Role.REGISTRAR)
    case = case_of(registrar, kind=CaseKind.CUSTODY)
    describe_case(case=case, condition=Condition(eyes=Eyes.CLOSED, injured_regions=("nose",)), by=registrar)
    for said in ({"body_flags": (BodyFlag.BURNED,)}, {"post_mortem_interval": "a day"}, {"body_class": 1}):
        with pytest.raises(UsageError, match="Only a case of a deceased"):
            describe_case(case=case, condition=replace(Condition(), **said), by=registrar)  # type: ignore[arg-type]
