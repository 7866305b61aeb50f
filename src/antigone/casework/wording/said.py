"""A sentence is looked up when it is shown: a row keeps it as it was said, the engine knows no language.

Its words may have been filled in: "The face was found lying: the picture was turned clockwise by 90 degrees." The
sentences with a place for a value stand in `locale/sentences.json`, which `tools/write_messages.py` collects.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.utils.translation import get_language, gettext

_SENTENCES = Path(__file__).resolve().parents[2] / "locale" / "sentences.json"
_PLACE = re.compile(r"\{(\w+)\}|%\((\w+)\)[ds]")
_BORDER = re.compile(r"(?<=[.!?:;]) ")
# A sentence is shorter; a text that somebody wrote is not searched for one.
_LONGEST = 2_000
# A pattern with fewer letters of its own would find itself in any text.
_FEWEST = 4


@cache
def known() -> tuple[str, ...]:
    """The English sentences that are looked up, `{name}` or `%(name)s` where a value goes."""
    return tuple(json.loads(_SENTENCES.read_text(encoding="utf-8")))


def said(text: str) -> str:
    """The sentence or sentences in the language in force; what nobody translated stays as it is."""
    if not text or len(text) > _LONGEST or (get_language() or "en").startswith("en"):
        return text
    return _translated(text) or "".join(_by_parts(text))


def _translated(text: str) -> str | None:
    whole = gettext(text)
    if whole != text:
        return whole
    for pattern, sentence in _patterns():
        found = pattern.fullmatch(text)
        if found is not None:
            values = {name: _value(value) for name, value in found.groupdict().items()}
            return _filled(gettext(sentence), values)
    return None


def _by_parts(text: str) -> Iterator[str]:
    """Several sentences, or a file's name and what is wrong with it: the longest parts that are known."""
    borders = [border.end() for border in _BORDER.finditer(text)]
    start = 0
    while start < len(text):
        for end in (len(text), *reversed([border for border in borders if border > start])):
            part = text[start:end]
            bare = part.rstrip()
            shown = _translated(bare) or _clause(bare)
            if shown is not None:
                yield shown + part[len(bare) :]
                start = end
                break
        else:
            end = next((border for border in borders if border > start), len(text))
            yield text[start:end]
            start = end


def _clause(text: str) -> str | None:
    """A clause that was made a sentence by its full stop, as an error does with its reason."""
    clause = _translated(text[:-1]) if text.endswith(".") else None
    return None if clause is None else f"{clause}."


def _value(value: str) -> str:
    """A value may be a clause of the program's own; a name, which may be any word, is left alone."""
    return said(value) if " " in value or value in known() else value


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Those with the most words of their own first: the least is left to chance."""
    own = {sentence: len(re.findall("[A-Za-z]", _PLACE.sub("", sentence))) for sentence in known()}
    places = [sentence for sentence in known() if _PLACE.search(sentence) and own[sentence] >= _FEWEST]
    places.sort(key=lambda sentence: -own[sentence])
    return tuple((re.compile(_expression(sentence), re.DOTALL), sentence) for sentence in places)


def _expression(sentence: str) -> str:
    pieces: list[str] = []
    seen: set[str] = set()
    at = 0
    for place in _PLACE.finditer(sentence):
        name = place[1] or place[2]
        pieces += [re.escape(sentence[at : place.start()]), f"(?P={name})" if name in seen else f"(?P<{name}>.*?)"]
        seen.add(name)
        at = place.end()
    return "".join([*pieces, re.escape(sentence[at:])])


def _filled(sentence: str, values: dict[str, str]) -> str:
    return _PLACE.sub(lambda place: values.get(place[1] or place[2], place[0]), sentence)
