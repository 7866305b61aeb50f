"""Templates and entries: what is stored, under which number, and what erasing leaves."""

import numpy as np
import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from antigone.casework.audit import Actor
from antigone.casework.recognition.models import IndexEntry, StoredTemplate
from antigone.casework.recognition.selectors import current_change, foreign_templates, gallery_change
from antigone.casework.recognition.services import NewEntry, add_entries, erase_entries, store_template, store_templates
from antigone.engine.errors import TemplateMismatch
from antigone.engine.scoring import cohort_statistics
from builders.calibrations import OTHER_RECOGNISER, unit
from builders.calibrations import template as foreign_template
from casework.galleries.builders import operator
from casework.recognition.builders import entered, recogniser, stored, template


@pytest.fixture
def by() -> Actor:
    return operator()


@pytest.mark.django_db
def test_a_template_is_kept_as_float16_with_the_cohort_figures_of_those_very_numbers(by: Actor) -> None:
    of, vector = recogniser(), unit(1, seed=5)[0]
    row = stored(vector, of=of, by=by)
    row.refresh_from_db()
    kept = np.frombuffer(bytes(row.vector), dtype="<f2")
    np.testing.assert_array_equal(kept, vector.astype(np.float16))
    assert of.calibration is not None
    mean, deviation = cohort_statistics(of.calibration.cohort, kept[None].astype(np.float32))[0]
    assert (np.float32(row.cohort_mean), np.float32(row.cohort_deviation)) == (mean, deviation)
    assert (row.cohort_sha256, row.recogniser_sha256) == (of.cohort_sha256, of.identity.sha256)


@pytest.mark.django_db
def test_templates_kept_together_are_those_kept_alone(by: Actor) -> None:
    of, vectors = recogniser(), unit(3, seed=5)
    faces = [stored(vector, of=of, by=by).face for vector in vectors]
    columns = ("face", "vector", "cohort_mean", "cohort_deviation", "cohort_sha256", "landmarks_by")
    alone = list(StoredTemplate.objects.order_by("face").values(*columns))
    StoredTemplate.objects.exclude(face=faces[1]).delete()
    pairs = [(face, template(vector, of=of)) for face, vector in zip(faces, vectors, strict=True)]
    kept = store_templates(templates=[*pairs, pairs[0]], recogniser=of)
    assert [row.face for row in kept] == [*faces, faces[0]]
    assert list(StoredTemplate.objects.order_by("face").values(*columns)) == alone


@pytest.mark.django_db
def test_without_a_calibration_the_cohort_figures_change_nothing(by: Actor) -> None:
    row = stored(unit(1, seed=5)[0], of=recogniser(calibrated=False), by=by)
    assert (row.cohort_sha256, row.cohort_mean, row.cohort_deviation) == ("", 0.0, 1.0)


@pytest.mark.django_db
def test_a_face_has_one_template_of_a_recogniser(by: Actor) -> None:
    of, vector = recogniser(), unit(1, seed=5)[0]
    assert stored(vector, of=of, by=by).pk == stored(vector, of=of, by=by).pk
    assert StoredTemplate.objects.count() == 1


@pytest.mark.django_db
def test_a_template_of_another_recogniser_is_refused(by: Actor) -> None:
    of, vector = recogniser(), unit(1, seed=5)[0]
    face = stored(vector, of=of, by=by).face
    with pytest.raises(TemplateMismatch, match="other-recogniser cannot be stored under a-recogniser"):
        store_template(face=face, template=foreign_template(vector, recogniser=OTHER_RECOGNISER), recogniser=of)


@pytest.mark.django_db
def test_numbers_are_given_one_by_one_and_never_again(by: Actor) -> None:
    of = recogniser()
    assert [entry.change for entry in entered(3, of=of, by=by, seed=1)] == [1, 2, 3]
    with transaction.atomic():
        entered(2, of=of, by=by, seed=2)
        transaction.set_rollback(True)
    assert [entry.change for entry in entered(1, of=of, by=by, seed=3)] == [4]
    assert current_change() == 4


@pytest.mark.django_db(transaction=True)
def test_numbers_are_not_given_outside_a_transaction(by: Actor) -> None:
    row = stored(unit(1, seed=5)[0], of=recogniser(), by=by)
    with pytest.raises(TransactionManagementError, match="inside the caller's transaction"):
        add_entries([NewEntry(template=row, gallery_key=1, subject_key=1)])
    assert current_change() == 0


@pytest.mark.django_db
def test_erasing_destroys_the_template_and_leaves_the_number(by: Actor) -> None:
    of = recogniser()
    first, second = entered(2, of=of, by=by)
    assert erase_entries([first.pk, first.pk]) == 3
    first.refresh_from_db()
    assert (first.erased, first.template_id) == (3, None)
    assert list(StoredTemplate.objects.values_list("pk", flat=True)) == [second.template_id]
    assert gallery_change(1, upto=2) == 2
    assert gallery_change(1, upto=3) == 3
    assert gallery_change(2, upto=3) == 0


@pytest.mark.django_db
def test_a_template_that_another_gallery_uses_outlives_an_erasure(by: Actor) -> None:
    (entry,) = entered(1, of=recogniser(), by=by)
    assert entry.template is not None
    (other,) = add_entries([NewEntry(template=entry.template, gallery_key=2, subject_key=9)])
    erase_entries([entry.pk])
    other.refresh_from_db()
    assert other.template_id is not None
    erase_entries([other.pk])
    assert StoredTemplate.objects.count() == 0


@pytest.mark.django_db
def test_templates_of_another_recogniser_are_counted(by: Actor) -> None:
    of = recogniser()
    entries = entered(3, of=of, by=by)
    assert foreign_templates(of, [1]) == 0
    IndexEntry.objects.filter(pk=entries[0].pk).update(recogniser_sha256="0" * 64)
    IndexEntry.objects.filter(pk=entries[1].pk).update(recogniser_sha256="f" * 64)
    assert foreign_templates(of, [1]) == 2
    assert foreign_templates(of, [2]) == 0
