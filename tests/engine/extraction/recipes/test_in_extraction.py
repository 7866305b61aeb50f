"""Recipes on their way through the extractor."""

import numpy as np
import pytest

from antigone.engine.extraction import ExtractionRequest, Extractor, parse_recipe
from antigone.engine.extraction.recipes import FaceCut
from antigone.engine.runtime import Alignment
from antigone.engine.types import Extraction
from builders.painted import face_points, image, painted, painted_pack


def extracted(text: str | None) -> Extraction:
    photograph = image(painted(300, 240, face_points((150, 120), 60)))
    request = ExtractionRequest(image=photograph, recipe=None if text is None else parse_recipe(text))
    (result,) = Extractor(painted_pack()).extract([request])
    assert isinstance(result, Extraction)
    return result


def test_the_extraction_says_what_was_done_and_it_can_be_done_again() -> None:
    first, again, other = (extracted(text) for text in ("gamma=0.5,smooth", "gamma=0.5,smooth", "gamma=0.6,smooth"))
    assert first.recipe is not None
    assert (first.recipe.asked, first.recipe.steps) == ("gamma=0.5,smooth=3", "gamma=0.5,smooth=3")
    assert first.recipe == again.recipe != other.recipe
    assert np.array_equal(first.template.vector, again.template.vector)
    assert not np.allclose(first.template.vector, extracted(None).template.vector)
    assert extracted(None).recipe is None


def test_a_recipe_that_does_nothing_changes_no_template() -> None:
    plain, auto = extracted(None), extracted("auto")
    assert auto.recipe is not None
    if not auto.recipe.steps:
        assert np.array_equal(plain.template.vector, auto.template.vector)


def test_the_template_is_the_mean_over_a_recipe_s_chips() -> None:
    extractor = Extractor(painted_pack())
    result = extracted("crops=5,mask=left")
    cut = FaceCut.of(painted(300, 240, face_points((150, 120), 60)), result.face.landmarks, Alignment.DLIB_150)
    chips = parse_recipe("crops=5,mask=left").apply(cut).chips
    assert len(chips) == 15
    mean = extractor.embed(chips).mean(axis=0)
    assert result.template.vector == pytest.approx(mean / np.linalg.norm(mean), abs=1e-6)


def test_one_photograph_s_recipe_is_not_another_s() -> None:
    photograph = image(painted(300, 240, face_points((150, 120), 60)))
    requests = [ExtractionRequest(image=photograph, recipe=each) for each in (None, parse_recipe("crops=3"), None)]
    results = Extractor(painted_pack()).extract(requests)
    assert np.array_equal(results[0].template.vector, results[2].template.vector)
    assert np.array_equal(results[0].template.vector, extracted(None).template.vector)
    assert np.array_equal(results[1].template.vector, extracted("crops=3").template.vector)
