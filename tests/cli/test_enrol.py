"""The account of an enrolment: what is kept of it, and what a person is shown."""

import pytest

from antigone.cli.enrol import SHOWN, Tally, print_account
from antigone.cli.output import Output

MANY = 3 * SHOWN


def tally_of_many(*, room: int | None) -> Tally:
    tally = Tally(room=room)
    for number in range(MANY):
        tally.add({"outcome": "refused", "name": f"{number}.jpg", "code": "no_face", "reason": "no face"})
        tally.add({"outcome": "enrolled", "name": f"{number}.png", "warnings": ["2 faces."]})
    return tally


def test_no_more_is_kept_than_there_is_room_for_and_all_is_counted() -> None:
    tally = tally_of_many(room=SHOWN)
    for listing in (tally.refused, tally.warnings):
        assert listing.count == MANY
        assert len(listing.items) == SHOWN
    assert tally.refused.items[0]["name"] == "0.jpg"
    assert tally.enrolled == MANY


def test_without_end_to_the_room_all_is_kept() -> None:
    tally = tally_of_many(room=None)
    assert len(tally.refused.items) == len(tally.warnings.items) == MANY


def test_a_person_is_shown_the_first_and_told_how_many_more(capsys: pytest.CaptureFixture[str]) -> None:
    print_account(Output(json=False), "missing", tally_of_many(room=SHOWN), 2.0)
    said = capsys.readouterr().out.splitlines()
    assert f"{MANY} were refused:" in said
    assert f"{MANY} were enrolled with a warning:" in said
    assert sum(line.endswith(": no face") for line in said) == SHOWN
    assert sum(line.endswith(": 2 faces.") for line in said) == SHOWN
    assert said.count(f"  ... and {MANY - SHOWN} more; --report FILE or --json lists all.") == 2
