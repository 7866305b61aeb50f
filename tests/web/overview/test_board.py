"""The supervisor's counts."""

import pytest
from django.test import Client

from antigone.casework.accounts.roles import Role
from antigone.web.overview.charts import HEIGHT, bars
from builders.people import agency, person

pytestmark = pytest.mark.django_db


def test_the_board_and_its_file_hold_twelve_months(client: Client) -> None:
    client.force_login(person(agency(), Role.SUPERVISOR))
    assert client.get("/overview/").content.decode().count('<th scope="row">') == 12
    lines = client.get("/overview/counts.csv").content.decode().splitlines()
    assert lines[0] == "month,cases_opened,searches,conclusions,identities"
    assert len(lines) == 13


def test_the_highest_bar_is_as_tall_as_the_drawing_and_none_is_invisible() -> None:
    low, none, high = bars([1, 0, 4], ["a", "b", "c"])
    assert (high.height, high.y) == (HEIGHT, 0)
    assert low.height == HEIGHT / 4
    assert none.height > 0
    assert low.x + low.width < none.x
