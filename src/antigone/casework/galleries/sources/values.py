"""The cells of a manifest: text in, values out, ValueError with a clause for a person where it cannot be."""

import calendar
import re
from datetime import date

from antigone.engine.types import Box

__all__ = ["parse_age", "parse_box", "parse_captured_on", "parse_period", "parse_sex"]

OLDEST = 130
_PERIOD = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_AGE = re.compile(r"(\d{1,3})(?:\s*[-–]\s*(\d{1,3}))?")
_SEXES = {"f": "female", "female": "female", "m": "male", "male": "male", "o": "other", "other": "other", "unknown": ""}


def parse_period(text: str) -> tuple[date, date]:
    """First and last day of YYYY, YYYY-MM or YYYY-MM-DD."""
    found = _PERIOD.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is not a date; write YYYY-MM-DD, YYYY-MM or YYYY")
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
    except ValueError as error:
        raise ValueError(f"{text!r} is a day that no calendar has") from error
    last_month = month or 12
    return first, date(first.year, last_month, day or calendar.monthrange(first.year, last_month)[1])


def parse_captured_on(text: str) -> str:
    """The text itself, once it is known to be a date."""
    parse_period(text)
    return text


def parse_sex(text: str) -> str:
    """`female`, `male`, `other`, their first letters, or `unknown`, which says nothing."""
    try:
        return _SEXES[text.casefold()]
    except KeyError:
        raise ValueError(f"sex {text!r} is not one of female, male, other, unknown") from None


def parse_age(text: str) -> tuple[int, int]:
    """Years, both ends included: `34` or `30-40`."""
    found = _AGE.fullmatch(text)
    if not found:
        raise ValueError(f"age {text!r} is not a number of years like 34 or a range like 30-40")
    low = int(found[1])
    high = int(found[2] or low)
    if low > high or high > OLDEST:
        raise ValueError(f"age {text!r} is not between 0 and {OLDEST} with the lower end first")
    return low, high


def parse_box(text: str) -> Box:
    """x, y, width, height in pixels of the upright photograph, separated by commas, semicolons or spaces."""
    parts = [part for part in re.split(r"[,;\s]+", text.strip()) if part]
    try:
        x, y, width, height = (float(part) for part in parts)
        return Box(x=x, y=y, width=width, height=height)
    except ValueError as error:
        raise ValueError(f"face {text!r} is not x,y,width,height in pixels with a positive size") from error
