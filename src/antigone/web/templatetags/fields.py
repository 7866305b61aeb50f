"""Fields of forms, drawn alike on every page."""

from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect

register = template.Library()


@register.inclusion_tag("web/parts/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """`{% field form.number %}`: label, help and errors; Django ties both to the control by `aria-describedby`."""
    widget = bound.field.widget
    return {
        "field": bound,
        "group": isinstance(widget, RadioSelect | CheckboxSelectMultiple),
        "single_box": isinstance(widget, CheckboxInput),
    }
