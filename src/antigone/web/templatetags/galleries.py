"""Filters of the galleries' pages."""

from datetime import timedelta
from typing import Any

from django import template

register = template.Library()


@register.filter
def clock(span: timedelta) -> str:
    """A span as hours, minutes and seconds: 1:02:03, or 2:03 below an hour."""
    minutes, seconds = divmod(int(span.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


@register.filter
def rounded(numbers: list[Any]) -> list[float]:
    """Numbers with one digit behind the point, whatever the language: an SVG attribute knows no comma."""
    return [round(float(number), 1) for number in numbers]
