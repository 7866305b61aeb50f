"""Several persons at once: the lists that each would get alone."""

import numpy as np
import pytest

from antigone.engine.identification import ListRules, Person, identify, identify_each
from antigone.engine.index import Selection
from builders.calibrations import calibration, template, unit
from engine.identification.test_identify import REFERENCES, index_of, near

PEOPLE = unit(REFERENCES, seed=20)


@pytest.mark.parametrize("calibrated", [True, False])
def test_every_list_is_to_the_last_bit_the_one_that_a_search_alone_gives(*, calibrated: bool) -> None:
    index = index_of(PEOPLE, cohort_sha256=None if calibrated else "")
    asked = {"index": index, "calibration": calibration() if calibrated else None, "rules": ListRules(strangers=None)}
    probes = [[template(near(PEOPLE[at], seed=at)) for _ in range(1 + at % 3)] for at in range(0, REFERENCES, 4)]
    together = identify_each([Person(probes=tuple(each)) for each in probes], **asked)  # type: ignore[arg-type]
    assert together == [identify(each, **asked) for each in probes]  # type: ignore[arg-type]
    assert len({found.candidates[0].subject for found in together}) > 10


def test_nobody_asks_for_nothing() -> None:
    assert identify_each([], index=index_of(PEOPLE), calibration=calibration()) == []


def test_who_is_searched_for_among_others_does_not_meet_themselves() -> None:
    """As if they were not in the index: subject 35 has two references there, 70 and 71."""
    index, rules = index_of(PEOPLE), ListRules(strangers=None)
    probes = (template(near(PEOPLE[70])),)
    someone, elsewhere = identify_each(
        [Person(probes=probes, own=35), Person(probes=probes, own=4711)],
        index=index,
        calibration=calibration(),
        rules=rules,
    )
    without = identify(probes, index=index.leaving_out([70, 71]), calibration=calibration(), rules=rules)
    assert someone == without
    assert (someone.subjects, someone.references) == (30, 88)
    assert elsewhere == identify(probes, index=index, calibration=calibration(), rules=rules)


def test_a_selection_holds_for_all_of_them() -> None:
    some = Selection(subjects=np.array([35, 36], dtype=np.int64))
    found = identify_each(
        [Person(probes=(template(near(PEOPLE[at])),)) for at in (70, 72, 3)],
        index=index_of(PEOPLE),
        calibration=calibration(),
        selection=some,
        rules=ListRules(strangers=None),
    )
    assert [[candidate.subject for candidate in each.candidates][:1] for each in found[:2]] == [[35], [36]]
    assert {candidate.subject for each in found for candidate in each.candidates} == {35, 36}
