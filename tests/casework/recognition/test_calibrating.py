"""A site's own calibration: kept, in use from then on, and the stored templates brought to it."""

import json
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from antigone.casework.audit import Actor
from antigone.casework.audit.models import Event
from antigone.casework.evidence.locks import home_in_use
from antigone.casework.recognition import bridge, calibrating
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.calibrating import SiteData, adopt_calibration, calibrate_site, export_calibration
from antigone.casework.recognition.calibrations import keep_calibration, own_calibration, use_calibration
from antigone.casework.recognition.evaluating import LabelledPhotograph, ReadDataset, ReadPhotograph, evaluation_data
from antigone.casework.recognition.indexing import open_index
from antigone.casework.recognition.models import StoredTemplate
from antigone.casework.recognition.reading import photograph_item
from antigone.casework.recognition.template_cache import CachedTemplate
from antigone.engine.errors import CalibrationError, StateError
from antigone.engine.scoring import Calibration, CohortSettings, FitSettings, MixtureSettings, load_calibration
from builders.calibrations import unit
from casework.galleries.builders import operator
from casework.recognition.builders import entered, recogniser

PACK = "a-pack"
QUICK = FitSettings(cohort=CohortSettings(size=400, fits=1, mixture=MixtureSettings(components=2)), replicates=5)
SITE = SiteData(population="families of the region", day=date(2026, 11, 25))


@pytest.fixture
def by() -> Actor:
    return operator()


@pytest.fixture(autouse=True)
def pack(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pack of the tests, in place of one on the disk."""

    class Store:
        def get(self, name: str) -> object:
            assert name == PACK
            return recogniser().manifest

    for module in (bridge, calibrating):
        monkeypatch.setattr(module, "pack_store", lambda home: Store())


def read(people: int, *, photographs: int = 2, faceless: int = 0) -> ReadDataset:
    """Invented people, their photographs a little off each other; the first `faceless` photographs show no face."""
    of = recogniser(calibrated=False)
    rng = np.random.default_rng(5)
    outcomes = []
    for number, own in enumerate(unit(people, seed=9)):
        for place in range(photographs):
            moved = own + rng.normal(0, 0.05, len(own))
            vector = None if len(outcomes) < faceless else (moved / np.linalg.norm(moved)).astype(np.float32)
            name = f"p{number:04}/{place}.jpg"
            item = photograph_item(name=name, load=b"")
            outcomes.append(
                ReadPhotograph(
                    photograph=LabelledPhotograph(identity=f"p{number:04}", item=item),
                    sha256=sha256(name.encode()).hexdigest(),
                    template=CachedTemplate(vector=vector, faces=int(vector is not None)),
                )
            )
    return evaluation_data("regional", outcomes, of)


def test_it_says_what_it_was_made_of() -> None:
    data = read(310, faceless=3)
    made = calibrate_site(data, SITE, pack=PACK, settings=QUICK)
    provenance = made.provenance
    assert (made.population, provenance.dataset, provenance.pack) == ("families of the region", "regional", PACK)
    assert provenance.dataset_sha256 == data.basis.dataset.sha256
    assert (provenance.identities, provenance.photographs) == (309, 617)
    assert (provenance.selection, provenance.date) == ("every photograph with a face", date(2026, 11, 25))
    (model,) = made.llr
    assert model.validated_on.startswith("photographs of the living: families of the region, 308 people")
    assert calibrate_site(data, SITE, pack=PACK, settings=QUICK).sha256 == made.sha256


def test_people_with_one_photograph_each_give_no_ratios() -> None:
    assert calibrate_site(read(300, photographs=1), SITE, pack=PACK, settings=QUICK).llr == ()


def test_too_few_people_are_refused_with_the_number_needed() -> None:
    with pytest.raises(CalibrationError, match="299 people are too few for a calibration; it needs 300"):
        calibrate_site(read(299), SITE, pack=PACK, settings=QUICK)


def test_more_than_it_can_use_is_drawn_from_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calibrating, "LARGEST", 700)
    provenance = calibrate_site(read(360, photographs=3), SITE, pack=PACK, settings=QUICK).provenance
    assert (provenance.identities, provenance.photographs) == (350, 700)
    assert provenance.selection == (
        "700 of 1,080 photographs with a face, drawn by chance: at most 2 of a person, 350 of 360 people"
    )


def test_it_can_be_written_for_a_pack_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "packs"
    folder.mkdir()
    made, path = calibration_of_seed(2), folder / "pack.json"
    export_calibration(made, path)
    assert sorted(file.name for file in folder.iterdir()) == ["pack.cohort.npy", "pack.json"]
    assert load_calibration(path).sha256 == made.sha256
    before = path.read_bytes()

    def full(calibration: Calibration, to: Path) -> None:
        to.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(calibrating, "save_calibration", full)
    with pytest.raises(StateError, match=r"cannot be written to .*pack.json: No space left"):
        export_calibration(calibration_of_seed(3), path)
    assert path.read_bytes() == before
    assert sorted(file.name for file in folder.iterdir()) == ["pack.cohort.npy", "pack.json"]


@pytest.mark.django_db(transaction=True)
def test_from_then_on_it_is_in_use_for_all_that_is_stored(antigone_home: Path, by: Actor) -> None:
    before = recogniser()
    entered(12, of=before, by=by)
    open_index(home=antigone_home, recogniser=before, by=by)
    made = calibration_of_seed(2)
    adopted = adopt_calibration(made, home=antigone_home, pack=PACK, by=by)
    assert adopted.calibration_sha256 == made.sha256
    assert set(StoredTemplate.objects.values_list("cohort_sha256", flat=True)) == {made.cohort.sha256}
    reopened: Recogniser = bridge.open_recogniser(antigone_home, PACK)
    assert reopened.calibration_sha256 == made.sha256
    assert open_index(home=antigone_home, recogniser=reopened, by=by).header.cohort_sha256 == made.cohort.sha256
    (event,) = Event.objects.filter(name="recognition.calibration.adopted")
    assert json.loads(event.payload)["calibration_sha256"] == made.sha256


@pytest.mark.django_db(transaction=True)
def test_it_waits_for_nobody_and_changes_nothing_while_a_search_is_at_work(antigone_home: Path, by: Actor) -> None:
    with home_in_use(), pytest.raises(StateError, match="An enrolment or a search is at work"):
        adopt_calibration(calibration_of_seed(2), home=antigone_home, pack=PACK, by=by)
    assert own_calibration(antigone_home, PACK) is None
    assert not Event.objects.filter(name="recognition.calibration.adopted").exists()


def test_earlier_ones_are_kept_and_the_last_is_used(tmp_path: Path) -> None:
    first, second = calibration_of_seed(1), calibration_of_seed(2)
    for made in (first, second):
        use_calibration(keep_calibration(tmp_path, PACK, made))
    found = own_calibration(tmp_path, PACK)
    assert found is not None
    assert found.sha256 == second.sha256
    assert (tmp_path / "calibrations" / PACK / f"{first.sha256[:16]}.json").exists()
    assert own_calibration(tmp_path, "another-pack") is None


def test_one_that_is_kept_is_not_in_use_yet(tmp_path: Path) -> None:
    keep_calibration(tmp_path, PACK, calibration_of_seed(1))
    assert own_calibration(tmp_path, PACK) is None


def test_one_that_has_gone_is_not_passed_over_in_silence(tmp_path: Path) -> None:
    path = keep_calibration(tmp_path, PACK, calibration_of_seed(1))
    use_calibration(path)
    path.unlink()
    with pytest.raises(CalibrationError, match="cannot be read"):
        own_calibration(tmp_path, PACK)


def calibration_of_seed(seed: int) -> Calibration:
    made = recogniser(cohort_seed=seed).calibration
    assert made is not None
    return replace(made, population=f"seed {seed}")
