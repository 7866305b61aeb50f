"""Whose acts those of the command line are."""

from typing import Any

import pytest

from antigone.casework.accounts.roles import Role
from antigone.casework.accounts.services import create_home
from antigone.casework.audit import Door
from antigone.cli.context import operator
from antigone.engine.errors import NotFound
from builders.people import person

pytestmark = pytest.mark.django_db


def test_they_are_the_local_operators_unless_a_person_is_named(settings: Any) -> None:
    local = create_home(agency="Bureau", authority="Prosecutor", purpose="Identification", door=Door.CLI)
    examiner = person(local.agency, Role.EXAMINER, name="Olena")
    assert operator() == local.actor(Door.CLI)
    settings.ANTIGONE_OPERATOR = "olena"
    named = operator()
    assert named == examiner.actor(Door.CLI)
    assert named.roles == {"examiner"}


def test_a_name_without_an_account_in_use_is_said(settings: Any) -> None:
    local = create_home(agency="Bureau", authority="Prosecutor", purpose="Identification", door=Door.CLI)
    gone = person(local.agency, Role.EXAMINER, name="Olena")
    gone.is_active = False
    gone.save()
    for name in ("olena", local.username):
        settings.ANTIGONE_OPERATOR = name
        with pytest.raises(NotFound, match=f"Nobody signs in as {name}"):
            operator()
