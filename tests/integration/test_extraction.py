"""Real models on real photographs: a sample here, the whole of lfw-dev in the acceptance tests.

LFW is easy and old (news photographs, mostly frontal): these figures find defects, they promise nothing for the dead.
"""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

from antigone.engine.extraction import ExtractionRequest, Extractor, FaceChoice, RotationSearch
from antigone.engine.extraction.geometry import roll_of
from antigone.engine.imaging import read_image
from antigone.engine.runtime import LoadedPack, PackStore
from antigone.engine.types import Box, Extraction, Image

pytestmark = [pytest.mark.data, pytest.mark.starter]

SAMPLE = 40


def photographs(lfw: Path, number: int) -> list[Image]:
    """The first or second photograph of people spread over the set."""
    second = sorted(lfw.glob("*/*_0002.jpg"))
    paths = [path.with_name(path.name.replace("_0002", f"_000{number}")) for path in second]
    return [read_image(path) for path in paths[:: len(paths) // SAMPLE][:SAMPLE]]


def turned(image: Image, degrees: float) -> Image:
    """Clockwise about the middle, corners black."""
    width, height = image.facts.width, image.facts.height
    turn = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -degrees, 1)
    return Image(pixels=cv2.warpAffine(image.pixels, turn, (width, height)), facts=image.facts)


def read_all(extractor: Extractor, images: Sequence[Image], **options: object) -> list[Extraction]:
    results = extractor.extract([ExtractionRequest(image=image, **options) for image in images])
    return [result for result in results if isinstance(result, Extraction)]


def rank_one(gallery: Sequence[Extraction], probes: Sequence[Extraction]) -> float:
    enrolled = np.stack([each.template.vector for each in gallery])
    asked = np.stack([each.template.vector for each in probes])
    return float(np.mean((asked @ enrolled.T).argmax(axis=1) == np.arange(len(probes))))


@pytest.fixture(scope="module")
def extractor(starter: LoadedPack) -> Extractor:
    return Extractor(starter)


@pytest.fixture(scope="module")
def gallery(extractor: Extractor, lfw: Path) -> list[Extraction]:
    return read_all(extractor, photographs(lfw, 1))


def test_every_face_is_found_upright_and_the_people_are_found_again(
    extractor: Extractor, lfw: Path, gallery: list[Extraction]
) -> None:
    probes = read_all(extractor, photographs(lfw, 2))
    assert len(gallery) == len(probes) == SAMPLE
    assert sum(each.face.rotation != 0 for each in (*gallery, *probes)) <= 1
    assert rank_one(gallery, probes) >= 0.95
    assert np.median([each.quality.overall for each in probes]) > 50


def test_turned_by_any_angle_they_are_found_and_found_again(
    extractor: Extractor, lfw: Path, gallery: list[Extraction]
) -> None:
    angles = np.random.default_rng(3).uniform(0, 360, SAMPLE)
    images = [turned(image, angle) for image, angle in zip(photographs(lfw, 2), angles, strict=True)]
    probes = read_all(extractor, images)
    assert len(probes) == SAMPLE
    errors = [roll_of(each.face.landmarks) - angle for each, angle in zip(probes, angles, strict=True)]
    right = np.abs((np.array(errors) + 180) % 360 - 180) < 15
    assert right.mean() >= 0.95
    assert rank_one(gallery, probes) >= 0.9


def test_points_drawn_where_the_machine_saw_them_make_the_same_template(
    extractor: Extractor, lfw: Path, gallery: list[Extraction]
) -> None:
    points = tuple((float(x), float(y)) for x, y in gallery[0].face.landmarks)
    drawn = read_all(extractor, photographs(lfw, 1)[:1], choice=FaceChoice(points=points))[0]
    assert drawn.template.vector @ gallery[0].template.vector == pytest.approx(1, abs=1e-5)
    assert drawn.template.landmarks_by == "hand"


def test_a_box_drawn_about_a_lying_face_is_enough(extractor: Extractor, lfw: Path, gallery: list[Extraction]) -> None:
    image = turned(photographs(lfw, 1)[1], 180)
    drawn = read_all(extractor, [image], choice=FaceChoice(box=Box(x=60, y=50, width=130, height=150)))[0]
    assert drawn.face.rotation == 180
    assert drawn.template.vector @ gallery[1].template.vector > 0.95


def test_a_picture_cut_close_to_the_face_still_gives_it(
    extractor: Extractor, lfw: Path, gallery: list[Extraction]
) -> None:
    whole, face = photographs(lfw, 1)[2], gallery[2].face
    x, y, width, height = (round(value) for value in face.box.as_tuple())
    pixels = np.ascontiguousarray(whole.pixels[y : y + height, x : x + width])
    facts = type(whole.facts)(name="cut.jpg", sha256="0" * 64, size=1, format="JPEG", width=width, height=height)
    cut = read_all(extractor, [Image(pixels=pixels, facts=facts)])[0]
    assert np.abs(cut.face.landmarks + np.array([x, y]) - face.landmarks).max() < 8


@pytest.mark.models
@pytest.mark.starter
@pytest.mark.usefixtures("starter_folder")
def test_an_added_pack_with_another_alignment_works(test_models: Path, tmp_path: Path, lfw: Path) -> None:
    """Its detector is the starter's, taken from there."""
    from antigone.engine.runtime import installation_packs, open_pack

    store = PackStore([tmp_path / "models", installation_packs()])
    pack = open_pack(store.add(test_models).folder)
    extractor = Extractor(pack)
    enrolled, probes = (read_all(extractor, photographs(lfw, number)[:15]) for number in (1, 2))
    assert len(enrolled) == len(probes) == 15
    assert rank_one(enrolled, probes) >= 0.9
    lying = extractor.find_faces(turned(photographs(lfw, 1)[0], 90), rotations=RotationSearch.ALWAYS)
    assert lying[0].rotation == 270
