"""Reads: what an agency sees, and whom a filter leaves in."""

from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from antigone.casework.audit import Actor
from antigone.casework.galleries.filters import SubjectFilter, parse_where
from antigone.casework.galleries.models import Gallery, Reference, Subject
from antigone.casework.galleries.selectors import (
    gallery_by_name,
    gallery_summaries,
    references_of,
    subject_by_identifier,
    subject_summaries,
    subjects_matching,
)
from antigone.casework.galleries.services import ensure_gallery
from antigone.engine.errors import StateError, UsageError
from casework.galleries.builders import enrol_folder, operator, put

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 1)


@pytest.fixture
def by() -> Actor:
    return operator()


def stranger(by: Actor) -> Actor:
    return Actor(user=by.user, agency=uuid4(), door=by.door)


@pytest.mark.django_db(transaction=True)
def test_a_gallery_in_numbers_and_a_subject_in_full(tmp_path: Path, by: Actor) -> None:
    enrol_folder(put(tmp_path / "given", Anna__1=b"same", Hanna__1=b"same", Hanna__2=b"H2"), by=by)
    (summary,) = gallery_summaries(by)
    assert (summary.name, summary.subjects, summary.photographs, summary.templates) == ("missing", 2, 2, 3)
    gallery = gallery_by_name(by, "missing")
    assert gallery_summaries(by, name="missing") == [summary]
    subject = subject_by_identifier(by, gallery, "Hanna")
    assert subject == subject_by_identifier(by, gallery, str(subject.uuid))
    assert [reference.file_name for reference in references_of(subject)] == ["Hanna/1.jpg", "Hanna/2.jpg"]
    assert [(row.label, row.references) for row in subject_summaries(by, gallery)] == [("Anna", 1), ("Hanna", 2)]


def test_another_agency_sees_nothing(by: Actor) -> None:
    gallery = ensure_gallery(name="missing", by=by)
    Subject.objects.create(gallery=gallery, identifier="x", label="x")
    other = stranger(by)
    assert gallery_summaries(other) == []
    assert list(subject_summaries(other, gallery)) == []
    assert subjects_matching(other, galleries=[gallery], where=SubjectFilter(), on=TODAY) == []
    with pytest.raises(StateError, match="There is no gallery missing"):
        gallery_by_name(other, "missing")
    with pytest.raises(StateError, match="has no subject x"):
        subject_by_identifier(other, gallery, "x")


def test_a_name_nearly_right_is_answered_with_the_right_one(by: Actor) -> None:
    ensure_gallery(name="missing-2022", by=by)
    with pytest.raises(StateError) as caught:
        gallery_by_name(by, "mising-2022")
    assert caught.value.diagnostics() == "There is no gallery mising-2022. Did you mean missing-2022?"


def test_labels_are_found_without_regard_to_capitals_in_any_script(by: Actor) -> None:
    gallery = ensure_gallery(name="missing", by=by)
    for label in ("ЛЕСЯ Українка", "Іван Франко"):
        Subject.objects.create(gallery=gallery, identifier=label, label=label)
    assert [row.label for row in subject_summaries(by, gallery, containing="леся")] == ["ЛЕСЯ Українка"]


def matching(by: Actor, gallery: Gallery, where: str) -> set[str]:
    keys = subjects_matching(by, galleries=[gallery], where=parse_where(where), on=TODAY)
    assert keys == sorted(keys)
    return set(Subject.objects.filter(pk__in=keys).values_list("identifier", flat=True))


PEOPLE = {
    "unknown": {},
    "woman": {"sex": "female"},
    "man": {"sex": "male"},
    "other": {"sex": "other"},
    "40 today": {"born_from": date(1986, 3, 1), "born_to": date(1986, 3, 1)},
    "40 tomorrow": {"born_from": date(1986, 3, 2), "born_to": date(1986, 3, 2)},
    "of 1985": {"born_from": date(1985, 1, 1), "born_to": date(1985, 12, 31)},
    "said to be 30-39": {"age_min": 30, "age_max": 39},
    "ukrainian": {"nationality": "UA"},
    "polish": {"nationality": "PL"},
    "from Kyiv": {"place": "м. КИЇВ, Поділ"},
}
SILENT = {"unknown"}


@pytest.mark.parametrize(
    ("where", "excluded"),
    [
        ("sex=male", {"woman"}),
        ("sex=other", set()),
        ("age=40", {"40 tomorrow", "said to be 30-39"}),
        ("age=39", {"40 today", "of 1985"}),
        ("age=41-60", {"40 today", "40 tomorrow", "said to be 30-39"}),
        ("age=18-29", {"40 today", "40 tomorrow", "of 1985", "said to be 30-39"}),
        ("nationality=ua", {"polish"}),
        ("place=київ, поділ", set()),
        ("place=Lviv", {"from Kyiv"}),
        ("sex=female, nationality=PL", {"man", "ukrainian"}),
    ],
)
def test_only_what_is_known_excludes(by: Actor, where: str, excluded: set[str]) -> None:
    gallery = ensure_gallery(name="missing", by=by)
    for name, facts in PEOPLE.items():
        Subject.objects.create(gallery=gallery, identifier=name, label=name, **facts)
    assert matching(by, gallery, where) == set(PEOPLE) - excluded


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("where", "excluded"),
    [
        ("captured=2019..2020", {"in 2018", "on 2 January 2021"}),
        ("captured=2020-06-15..", {"in 2018", "in 2019"}),
        ("captured=..2018", {"in 2019", "in June 2020", "in 2020", "on 2 January 2021"}),
        ("captured=2020-07", {"in 2018", "in 2019", "in June 2020", "on 2 January 2021"}),
        ("captured=2021-01-02", {"in 2018", "in 2019", "in June 2020", "in 2020"}),
    ],
)
def test_whoever_may_have_been_photographed_then_is_looked_at(
    by: Actor, tmp_path: Path, where: str, excluded: set[str]
) -> None:
    dates = {
        "unknown": "", "in 2018": "2018", "in 2019": "2019", "in 2020": "2020", "in June 2020": "2020-06",
        "on 2 January 2021": "2021-01-02",
    }  # fmt: skip
    enrol_folder(put(tmp_path / "given", **{f"{name}__1": name.encode() for name in dates}), by=by)
    for name, captured_on in dates.items():
        Reference.objects.filter(subject__identifier=name).update(captured_on=captured_on)
    assert matching(by, Gallery.objects.get(), where) == set(dates) - excluded


@pytest.mark.django_db(transaction=True)
def test_one_photograph_of_the_time_is_enough(by: Actor, tmp_path: Path) -> None:
    enrol_folder(put(tmp_path / "given", Anna__1=b"A1", Anna__2=b"A2"), by=by)
    Reference.objects.filter(file_name__endswith="1.jpg").update(captured_on="2010")
    Reference.objects.filter(file_name__endswith="2.jpg").update(captured_on="2020")
    assert matching(by, Gallery.objects.get(), "captured=2019..2021") == {"Anna"}
    assert matching(by, Gallery.objects.get(), "captured=2011..2015") == set()


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("male", "does not begin with a name"),
        ("hair=red", "knows no 'hair'"),
        ("sex=male,sex=female", "names sex twice"),
        ("age=old", "age 'old' is not a number of years"),
        ("sex=boy", "sex 'boy' is not one of"),
        ("captured=lately", "'lately' is not a date"),
        ("captured=..", "captured '..' is not a date or two"),
        ("captured=2020..2019", "ends before it begins"),
    ],
)
def test_a_filter_that_cannot_be_read_is_a_sentence(where: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        parse_where(where)
