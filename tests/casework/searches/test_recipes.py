"""A recipe is kept with its search, and a treated face's template is nobody else's."""

from dataclasses import replace
from pathlib import Path

import pytest

from antigone.casework.audit import Actor
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.models import StoredTemplate
from antigone.casework.searches.documents import search_document
from antigone.casework.searches.models import Search
from antigone.casework.searches.services import run_search
from antigone.engine.extraction import parse_recipe
from casework.galleries.builders import operator
from casework.recognition.builders import recogniser
from casework.searches.builders import NOON, Reader, case, enrol, photograph, request, session

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def by() -> Actor:
    return operator()


@pytest.fixture
def of() -> Recogniser:
    return recogniser()


def searched(home: Path, of: Recogniser, by: Actor, *, asked: str | None, steps: str = "") -> Search:
    """Anna is enrolled, and searched for with one photograph and this recipe."""
    enrol(home / "given", "Anna", of=of, by=by)
    opened = replace(session(home, of, by), read=Reader(of, steps=steps))
    probe = replace(photograph(home, "Anna found"), recipe=None if asked is None else parse_recipe(asked))
    return run_search(opened, request(case(by), probe), by=by, clock=lambda: NOON)


def test_what_was_asked_and_what_was_done_are_kept(antigone_home: Path, of: Recogniser, by: Actor) -> None:
    searched(antigone_home, of, by, asked="auto", steps="smooth=3.3")
    (probe,) = search_document(Search.objects.get())["probes"]
    assert probe["recipe"] == {"asked": "auto", "steps": "smooth=3.3", "chips_sha256": "c" * 64}
    assert "The recipe smooth=3.3 was applied" in probe["warnings"][0]


def test_a_treated_face_s_template_is_not_kept_as_the_face_s_own(
    antigone_home: Path, of: Recogniser, by: Actor
) -> None:
    found = searched(antigone_home, of, by, asked="smooth=3.3", steps="smooth=3.3")
    assert found.probes.get().template is None
    assert found.probes.get().face is not None
    assert StoredTemplate.objects.count() == 1
    assert found.candidates.count() == 1


@pytest.mark.parametrize("asked", [None, "auto"])
def test_without_steps_all_is_as_ever(antigone_home: Path, of: Recogniser, by: Actor, asked: str | None) -> None:
    found = searched(antigone_home, of, by, asked=asked)
    probe = found.probes.get()
    assert probe.template is not None
    assert (probe.recipe is None) == (asked is None)
    assert not any("Recipe" in warning for warning in probe.warnings)
