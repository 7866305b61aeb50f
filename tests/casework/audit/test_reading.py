"""The log as somebody of an agency asks for it."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from antigone.casework.audit import Actor, Door, record, writing
from antigone.casework.audit.reading import ActFilter, acts, counts_by_month, names_used
from antigone.casework.cases.events import CaseOpened, CaseRenewed

pytestmark = pytest.mark.django_db

BUREAU, OTHER = uuid4(), uuid4()
ANNA = Actor(user=uuid4(), agency=BUREAU, door=Door.WEB)
SCRIPT = Actor(user=uuid4(), agency=BUREAU, door=Door.API)
STRANGER = Actor(user=uuid4(), agency=OTHER, door=Door.WEB)
CASE = uuid4()


def opened(by: Actor, case: UUID, *, at: datetime) -> None:
    event = CaseOpened(case=case, number="c", kind="deceased", expires_on="2027-01-01", by_default=False)
    with writing():
        record(event, by=by, clock=lambda: at)


def renewed(by: Actor, case: UUID, *, at: datetime) -> None:
    with writing():
        record(CaseRenewed(case=case, authority="c", expires_on="2028-01-01"), by=by, clock=lambda: at)


@pytest.fixture(autouse=True)
def four_acts() -> None:
    opened(ANNA, CASE, at=datetime(2026, 1, 31, 23, 59, tzinfo=UTC))
    opened(STRANGER, uuid4(), at=datetime(2026, 2, 1, tzinfo=UTC))
    opened(SCRIPT, uuid4(), at=datetime(2026, 2, 1, 12, tzinfo=UTC))
    renewed(ANNA, CASE, at=datetime(2026, 2, 2, tzinfo=UTC))


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (ActFilter(), [3, 2, 0]),
        (ActFilter(name="cases.case.opened"), [2, 0]),
        (ActFilter(name="cases"), [3, 2, 0]),
        (ActFilter(name="case"), []),
        (ActFilter(actor=ANNA.user), [3, 0]),
        (ActFilter(door="api"), [2]),
        (ActFilter(mentions=CASE), [3, 0]),
        (ActFilter(since=date(2026, 2, 1)), [3, 2]),
        (ActFilter(until=date(2026, 2, 1)), [2, 0]),
        (ActFilter(since=date(2026, 2, 1), until=date(2026, 2, 1)), [2]),
    ],
)
def test_a_filter_leaves_what_fits_of_the_viewers_agency(wanted: ActFilter, numbers: list[int]) -> None:
    assert [act.seq for act in acts(ANNA, wanted)] == numbers


def test_pages_follow_each_other_without_a_gap() -> None:
    first = acts(ANNA, ActFilter(), most=2)
    assert [act.seq for act in first] == [3, 2]
    assert [act.seq for act in acts(ANNA, ActFilter(), before=first[-1].seq, most=2)] == [0]


def test_an_act_is_given_with_its_fields() -> None:
    (act,) = acts(ANNA, ActFilter(name="cases.case.renewed"))
    assert (act.at, act.actor, act.door) == (datetime(2026, 2, 2, tzinfo=UTC), ANNA.user, "web")
    assert act.payload == {"authority": "c", "case": str(CASE), "expires_on": "2028-01-01"}


def test_kinds_are_those_of_the_agency() -> None:
    assert names_used(ANNA) == ["cases.case.opened", "cases.case.renewed"]
    assert names_used(STRANGER) == ["cases.case.opened"]


def test_counts_are_by_month_from_a_day_on_without_cases_that_are_left_out() -> None:
    opened_in = [("2026-01", "cases.case.opened"), ("2026-02", "cases.case.opened")]
    names = ["cases.case.opened"]
    assert counts_by_month(ANNA, names, since=date(2026, 1, 1)) == dict.fromkeys(opened_in, 1)
    assert counts_by_month(ANNA, names, since=date(2026, 2, 1)) == {opened_in[1]: 1}
    assert counts_by_month(ANNA, names, since=date(2026, 1, 1), leaving_out=[CASE]) == {opened_in[1]: 1}
    assert counts_by_month(ANNA, names, since=date(2026, 3, 1)) == {}


@pytest.mark.parametrize(
    "wanted", [ActFilter(), ActFilter(name="cases.case.opened"), ActFilter(actor=ANNA.user)], ids=["all", "name", "who"]
)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads a table of four rows whole")
def test_a_page_of_the_log_is_read_from_an_index_and_not_sorted(wanted: ActFilter) -> None:
    with CaptureQueriesContext(connection) as asked:
        acts(ANNA, wanted)
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + asked.captured_queries[-1]["sql"])
        plan = " ".join(str(row[-1]) for row in cursor.fetchall())
    assert "USING INDEX event_agency" in plan
    assert "TEMP B-TREE" not in plan
