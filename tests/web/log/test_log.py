"""The auditor's pages."""

import json
from uuid import UUID

import pytest
from django.test import Client

from antigone.casework.accounts.roles import Role
from antigone.casework.audit import Door, record, writing
from antigone.casework.cases.events import CaseRenewed
from antigone.casework.jobs.models import Job
from antigone.casework.reports.tasks import verify_audit_log
from builders.people import agency, person

pytestmark = pytest.mark.django_db
CASE = UUID("6f1cbf5e-7c6f-4a57-9a37-0d8dbb2f3f11")


def renewed(by: object, *, times: int = 1) -> None:
    with writing():
        for _ in range(times):
            record(CaseRenewed(case=CASE, authority="c", expires_on="2028-01-01"), by=by)  # type: ignore[arg-type]


def test_the_log_is_shown_page_by_page_with_its_filter(client: Client) -> None:
    bureau = agency()
    auditor = person(bureau, Role.AUDITOR, name="Auditor")
    renewed(auditor.actor(Door.WEB), times=51)
    client.force_login(auditor)
    first = client.get("/log/?door=web").content.decode()
    assert f"renewed case {CASE} until 2028-01-01" in first
    assert first.count("<time ") == 50
    assert "?door=web&amp;before=1" in first
    second = client.get("/log/?door=web&before=1").content.decode()
    assert second.count("<time ") == 1
    assert "No act fits this filter" in client.get("/log/?door=api").content.decode()


def test_a_filter_that_makes_no_sense_is_said(client: Client) -> None:
    client.force_login(person(agency(), Role.AUDITOR))
    assert "valid UUID" in client.get("/log/?mentions=nobody").content.decode()


def test_a_check_of_the_log_is_a_job_and_its_answer_is_shown(client: Client, antigone_home: object) -> None:
    auditor = person(agency(), Role.AUDITOR)
    renewed(auditor.actor(Door.WEB))
    client.force_login(auditor)
    assert client.post("/log/verify/").status_code == 302
    assert "is being checked" in client.get("/log/verification/").content.decode()
    verify_audit_log.call(str(Job.objects.get().id))
    shown = client.get("/log/verification/").content.decode()
    assert "1 event checked" in shown


def test_the_export_is_the_log_line_by_line(client: Client, antigone_home: object) -> None:
    auditor = person(agency(), Role.AUDITOR)
    renewed(auditor.actor(Door.WEB))
    client.force_login(auditor)
    response = client.get("/log/export/")
    lines = [json.loads(line) for line in b"".join(response.streaming_content).splitlines()]  # type: ignore[attr-defined]
    assert lines[0]["format"] == "antigone-audit-export"
    assert lines[-1]["name"] == "cases.case.renewed"
