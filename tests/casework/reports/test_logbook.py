"""The log read with the names that the store still knows."""

from datetime import UTC, date, datetime

import pytest

from antigone.casework.accounts.roles import Role
from antigone.casework.audit import Door
from antigone.casework.audit.reading import ActFilter
from antigone.casework.cases.models import Case, CaseKind
from antigone.casework.cases.services import CaseRequest, open_case
from antigone.casework.reports.logbook import read_log
from antigone.casework.reports.statistics import monthly_counts
from antigone.engine.errors import Forbidden
from builders.people import agency, person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 5, tzinfo=UTC)


def opened(by: object, number: str) -> Case:
    request = CaseRequest(
        number=number,
        kind=CaseKind.DECEASED,
        authority="Prosecutor",
        purpose="Identification",
        legal_basis="Order 7",
        expires_on=date(2099, 1, 1),
    )
    return open_case(request=request, by=by, now=NOW)  # type: ignore[arg-type]


def test_ids_are_shown_as_the_names_the_store_knows_and_stay_ids_once_it_does_not() -> None:
    bureau = agency()
    registrar = person(bureau, Role.REGISTRAR, name="Олена")
    auditor = person(bureau, Role.AUDITOR).actor(Door.WEB)
    case = opened(registrar.actor(Door.WEB), "UA-7")
    (line,) = read_log(auditor, ActFilter())
    assert (line.who, line.door, line.name) == ("Олена", "Browser", "cases.case.opened")
    assert line.sentence == "opened case UA-7 (deceased), to expire on 2099-01-01"
    identity = case.id
    case.delete()
    (line,) = read_log(auditor, ActFilter())
    assert line.sentence == f"opened case {identity} (deceased), to expire on 2099-01-01"


def test_the_log_is_for_auditors() -> None:
    registrar = person(agency(), Role.REGISTRAR).actor(Door.WEB)
    with pytest.raises(Forbidden):
        read_log(registrar, ActFilter())


def test_counts_are_by_month_and_leave_known_answers_out() -> None:
    bureau = agency()
    registrar = person(bureau, Role.REGISTRAR).actor(Door.WEB)
    supervisor = person(bureau, Role.SUPERVISOR).actor(Door.WEB)
    opened(registrar, "UA-1")
    seeded = opened(registrar, "seeded")
    Case.objects.filter(pk=seeded.pk).update(seeded=True)
    opened(person(agency("Second"), Role.REGISTRAR).actor(Door.WEB), "elsewhere")
    today = datetime.now(UTC).date()
    months, series = monthly_counts(supervisor, today=today, months=3)
    assert months[-1] == today.replace(day=1)
    assert {one.key: one.counts for one in series}["cases_opened"] == (0, 0, 1)


def test_months_go_back_over_the_turn_of_the_year() -> None:
    supervisor = person(agency(), Role.SUPERVISOR).actor(Door.WEB)
    months, _ = monthly_counts(supervisor, today=date(2026, 2, 10), months=4)
    assert months == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]


def test_counts_are_for_those_who_may_read_them() -> None:
    with pytest.raises(Forbidden):
        monthly_counts(person(agency(), Role.EXAMINER).actor(Door.WEB), today=date(2026, 2, 10))
