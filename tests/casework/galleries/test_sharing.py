"""Who may search a gallery that is not theirs, and what they may not do with it."""

from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from antigone.casework.accounts.roles import Role
from antigone.casework.audit import Actor, Door
from antigone.casework.audit.models import Event
from antigone.casework.galleries.browsing import photograph_in, subject_page
from antigone.casework.galleries.filters import SubjectFilter
from antigone.casework.galleries.models import Gallery, GalleryShare
from antigone.casework.galleries.selectors import (
    galleries_of,
    gallery_by_uuid,
    searchable_galleries,
    subjects_matching,
)
from antigone.casework.galleries.services import ensure_gallery
from antigone.casework.galleries.sharing import share_gallery, shared_with, unshare_gallery
from antigone.engine.errors import Forbidden, NotFound, StateError, UsageError
from builders.people import agency, person
from casework.galleries.builders import enrol_folder, operator, put

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 1)


@pytest.fixture
def by() -> Actor:
    return operator()


@pytest.fixture
def gallery(by: Actor) -> Gallery:
    return ensure_gallery(name="missing", by=by)


@pytest.fixture
def other() -> Actor:
    return person(agency("Second"), Role.REGISTRAR, Role.GALLERY_MANAGER).actor(Door.WEB)


def test_a_shared_gallery_is_searched_and_not_browsed(gallery: Gallery, by: Actor, other: Actor) -> None:
    assert list(searchable_galleries(other)) == []
    share = share_gallery(gallery=gallery, agency=" Second ", by=by)
    assert list(searchable_galleries(other)) == [gallery]
    assert list(shared_with(other)) == [share]
    assert list(galleries_of(other)) == []
    with pytest.raises(NotFound, match="no such gallery"):
        gallery_by_uuid(other, gallery.uuid)
    last = Event.objects.order_by("seq").last()
    assert (last.name, str(other.agency) in last.payload) == ("galleries.gallery.shared", True)


@pytest.mark.django_db(transaction=True)
def test_only_its_subjects_are_reached_by_a_search(tmp_path: Path, by: Actor, other: Actor) -> None:
    enrol_folder(put(tmp_path / "given", Anna__1=b"A"), by=by)
    gallery = Gallery.objects.get()
    anna = gallery.subjects.get()
    everybody = SubjectFilter()
    assert subjects_matching(other, galleries=[gallery], where=everybody, on=TODAY) == []
    share_gallery(gallery=gallery, agency="Second", by=by)
    assert subjects_matching(other, galleries=[gallery], where=everybody, on=TODAY) == [anna.pk]
    assert subject_page(other, gallery).total == 0
    with pytest.raises(NotFound, match="no such photograph"):
        photograph_in(other, gallery.uuid, anna.references.get().photograph_id)
    unshare_gallery(gallery=gallery, agency="Second", by=by)
    assert subjects_matching(other, galleries=[gallery], where=everybody, on=TODAY) == []


def test_sharing_is_refused_where_it_makes_no_sense(gallery: Gallery, by: Actor, other: Actor) -> None:
    share_gallery(gallery=gallery, agency="Second", by=by)
    with pytest.raises(StateError, match="shared with Second already"):
        share_gallery(gallery=gallery, agency="Second", by=by)
    with pytest.raises(NotFound, match=r"no agency Secnd here"):
        share_gallery(gallery=gallery, agency="Secnd", by=by)
    with pytest.raises(UsageError, match="your own agency"):
        share_gallery(gallery=gallery, agency="Bureau", by=by)
    with pytest.raises(NotFound, match="not shared with Third"):
        unshare_gallery(gallery=gallery, agency="Third", by=by)


def test_who_may_not_write_galleries_shares_none(gallery: Gallery, by: Actor, other: Actor) -> None:
    auditor = Actor(user=uuid4(), agency=by.agency, door=Door.WEB, roles=frozenset({Role.AUDITOR.value}))
    with pytest.raises(Forbidden):
        share_gallery(gallery=gallery, agency="Second", by=auditor)
    with pytest.raises(Forbidden):
        unshare_gallery(gallery=gallery, agency="Second", by=auditor)
    assert not GalleryShare.objects.exists()
