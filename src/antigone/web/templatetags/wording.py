"""Sentences of the rooms below, in the reader's language. A builtin: no template has to load it."""

import unicodedata

from django import template
from django.utils.translation import get_language_bidi

from antigone.casework import wording

register = template.Library()


@register.filter
def said(text: object) -> str:
    """The sentence as the reader is to read it; it is escaped like any value."""
    return wording.said(str(text)) if text else ""


@register.filter
def isolated(text: object) -> str:
    """A name for the middle of a sentence, where no `bdi` can stand: what is written the other way keeps to itself."""
    name = str(text)
    other = {"L"} if get_language_bidi() else {"R", "AL"}
    return f"\u2068{name}\u2069" if any(unicodedata.bidirectional(letter) in other for letter in name) else name
