"""Recipes as they are written."""

import pickle

import pytest

from antigone.engine.errors import UsageError
from antigone.engine.extraction import STEPS, parse_recipe
from antigone.engine.extraction.recipes import Recipe
from engine.extraction.recipes.builders import EVERY_STEP


def test_every_step_is_written_as_it_is_read() -> None:
    recipe = parse_recipe(EVERY_STEP)
    assert isinstance(recipe, Recipe)
    assert recipe.text == EVERY_STEP
    assert parse_recipe(recipe.text) == recipe
    assert {step.name for step in recipe.steps} == set(STEPS)


@pytest.mark.parametrize("name", [name for name in STEPS if name not in ("mirror", "mask")])
def test_a_step_without_a_value_takes_its_usual_one(name: str) -> None:
    usual = parse_recipe(name)
    assert parse_recipe(usual.text) == usual


def test_blanks_between_steps_are_nothing() -> None:
    assert parse_recipe(" gamma=0.5 , smooth ") == parse_recipe("gamma=0.5,smooth=3")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no step ''"),
        ("gama", "no step 'gama'"),
        ("gamma=0.5,,smooth", "no step ''"),
        ("gamma=x", "gamma takes a number from 0.1 to 5"),
        ("gamma=nan", "gamma takes a number"),
        ("smooth=99", "from 0.5 to 15"),
        ("crops=1", "from 2 to 9"),
        ("crops=2.5", "whole number"),
        ("smooth,crops", "first step"),
        ("mirror", "right or left"),
        ("mirror=up", "right or left"),
        ("mask", "eyes, forehead"),
        ("mask=1:2:3", "a box x:y:w:h"),
        ("mask=1:2:0:3", "no size"),
        ("white-balance=2", "takes no value"),
        ("deblur=disc", "disc:R"),
        ("deblur=disc:0", "disc:R"),
        ("deblur=line:9", "line:L:ANGLE"),
        ("deblur=disc:inf", "disc:R"),
        ("auto,smooth", "no step 'auto'"),
    ],
)
def test_what_is_no_recipe_is_refused_with_the_reason(text: str, says: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_recipe(text)
    assert says in refused.value.diagnostics()


def test_more_chips_than_can_be_worth_it_are_refused() -> None:
    with pytest.raises(UsageError, match="more than 32 chips"):
        parse_recipe("crops=9,mask=eyes,mask=mouth")


def test_recipes_cross_process_borders() -> None:
    for text in (EVERY_STEP, "auto"):
        assert pickle.loads(pickle.dumps(parse_recipe(text))) == parse_recipe(text)
