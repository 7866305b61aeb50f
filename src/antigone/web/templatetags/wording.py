"""Sentences of the rooms below, in the reader's language. A builtin: no template has to load it."""

from django import template

from antigone.casework import wording

register = template.Library()


@register.filter
def said(text: object) -> str:
    """The sentence as the reader is to read it; it is escaped like any value."""
    return wording.said(str(text)) if text else ""
