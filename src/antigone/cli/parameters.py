"""Values that commands take as text: boxes, points, the cut, recipes."""

import math
from typing import Any, cast

import click

from antigone.engine.errors import UsageError
from antigone.engine.extraction import STEPS, AnyRecipe, FaceChoice, PointList, parse_recipe
from antigone.engine.types import Box


class BoxType(click.ParamType[Box]):
    """`x,y,w,h` in pixels."""

    name = "x,y,w,h"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Box:
        if isinstance(value, Box):
            return value
        try:
            x, y, width, height = (float(part) for part in str(value).split(","))
            return Box(x=x, y=y, width=width, height=height)
        except ValueError:
            self.fail(f"{value!r} is not four numbers x,y,w,h with a positive width and height", param, ctx)


class PointsType(click.ParamType[PointList]):
    """Five `x,y` with blanks between them: the person's right eye, left eye, nose tip, right and left mouth corner."""

    name = "x,y x5"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> PointList:
        if isinstance(value, tuple):
            return value
        try:
            pairs = [tuple(float(part) for part in pair.split(",")) for pair in str(value).split()]
            points = tuple((x, y) for x, y in pairs)
        except ValueError:
            points = ()
        if len(points) != 5 or not all(math.isfinite(number) for point in points for number in point):
            self.fail(f"{value!r} is not five points 'x,y x,y x,y x,y x,y'", param, ctx)
        return points


class StrangersType(click.ParamType[float | None]):
    """A positive number, or `off`."""

    name = "number or off"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float | None:
        if value is None or value == "off":
            return None
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not (math.isfinite(number) and number > 0):
            self.fail(f"{value!r} is neither a positive number nor `off`", param, ctx)
        return number


class RecipeType(click.ParamType[AnyRecipe]):
    """`auto`, or steps such as `smooth=3,gamma=0.5`."""

    name = "recipe"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> AnyRecipe:
        if not isinstance(value, str):
            return cast("AnyRecipe", value)
        try:
            return parse_recipe(value)
        except UsageError as error:
            self.fail(error.diagnostics(), param, ctx)


BOX = BoxType()
POINTS = PointsType()
RECIPE = RecipeType()
STRANGERS = StrangersType()

RECIPE_HELP = f"Prepare the face first: auto, or steps such as 'gamma=0.5,denoise'. Steps: {', '.join(STEPS)}."


def face_choice(box: Box | None, points: PointList | None) -> FaceChoice:
    """Which face of a photograph is meant: the one drawn by hand, where one was drawn."""
    return FaceChoice(box=box, points=points)
