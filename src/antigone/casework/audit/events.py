"""The vocabulary of the log: one frozen class for each act."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from string import Formatter
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from django.utils.translation import gettext

from antigone.casework.audit.canonical import canonical_json

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Value = str | int | bool | None

_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){2}")
# Beyond 2**53 a reader whose numbers are doubles would see another value than the one that was hashed.
_LARGEST = 2**53


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEvent:
    """Base of every act that is logged. A room defines its own, frozen dataclasses with keyword fields::

        @dataclass(frozen=True, slots=True, kw_only=True)
        class GalleryOpened(AuditEvent):
            name: ClassVar[str] = "galleries.gallery.opened"
            sentence: ClassVar[str] = "opened gallery {gallery}"

            gallery: UUID

    name: `room.subject.action`, unique in the program; it is written into the log and must never change its meaning.
    sentence: English, the actor is its subject; `{field}` is replaced at display, where a translation is looked up.
        Without one the event is shown as it was written.
    counted: of a field that is a number, the number with its noun, as `ngettext_lazy(..., "number")` gives it; the
        sentence shows that in the field's place.
    Fields are str, int, bool, None or UUID. Names, pictures and free text of a person never go in: write an opaque id,
    or `commitment(owner=..., value=...)`.

    Raises TypeError at class creation for a name that is malformed or taken and for a sentence with an unknown field
    or a noun for a number that it does not show;
    at construction for a field of another type, ValueError for text or a number that JSON cannot carry safely.
    """

    name: ClassVar[str]
    sentence: ClassVar[str] = ""
    counted: ClassVar[Mapping[str, "_StrPromise"]] = {}
    _classes: ClassVar[dict[str, type["AuditEvent"]]] = {}

    def __init_subclass__(cls) -> None:
        _check_vocabulary(cls)
        AuditEvent._classes[cls.name] = cls

    def __post_init__(self) -> None:
        for field in fields(self):
            _check_value(type(self).__name__, field.name, getattr(self, field.name))

    def payload(self) -> str:
        """The fields as canonical JSON, the text that is stored and hashed."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return canonical_json({key: str(value) if isinstance(value, UUID) else value for key, value in values.items()})

    @classmethod
    def placeholders(cls) -> frozenset[str]:
        """The fields that the sentence shows."""
        return frozenset(name for _, name, _, _ in Formatter().parse(cls.sentence) if name is not None)

    @classmethod
    def named(cls, name: str) -> type["AuditEvent"] | None:
        """The class of that name; None for an act that only an older or newer version knew."""
        return cls._classes.get(name)


def describe(name: str, payload: Mapping[str, Value]) -> str:
    """An event as a clause for a person, in the language in force. An unknown act is shown as it was written."""
    known = AuditEvent.named(name)
    if known is None or not known.sentence or not known.placeholders() <= payload.keys():
        return " ".join([name, *(f"{key}={value}" for key, value in payload.items())])
    numbers = {field: payload[field] for field in known.counted}
    counted = {field: known.counted[field] % {"number": n} for field, n in numbers.items() if isinstance(n, int)}
    return gettext(known.sentence).format_map({**payload, **counted})


def _check_vocabulary(cls: type[AuditEvent]) -> None:
    name = getattr(cls, "name", None)
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise TypeError(f"{cls.__qualname__}.name must read room.subject.action in lower case, not {name!r}")
    taken = AuditEvent.named(name)
    # dataclass(slots=True) builds the class a second time; the twin replaces the first.
    if taken is not None and (taken.__module__, taken.__qualname__) != (cls.__module__, cls.__qualname__):
        raise TypeError(
            f"{cls.__qualname__}: the event name {name} is taken by {taken.__module__}.{taken.__qualname__}"
        )
    unknown = cls.placeholders() - cls.__annotations__.keys()
    if unknown:
        raise TypeError(f"{cls.__qualname__}.sentence names fields the event does not have: {sorted(unknown)}")
    unseen = cls.counted.keys() - cls.placeholders()
    if unseen:
        raise TypeError(f"{cls.__qualname__}.sentence does not show the numbers {sorted(unseen)}")


def _check_value(owner: str, field: str, value: object) -> None:
    if isinstance(value, bool | UUID) or value is None:
        return
    if isinstance(value, int):
        if abs(value) > _LARGEST:
            raise ValueError(f"{owner}.{field} is {value}: the log holds whole numbers up to 2**53")
    elif isinstance(value, str):
        if any("\ud800" <= letter <= "\udfff" for letter in value):
            raise ValueError(f"{owner}.{field} is not text that UTF-8 can carry: {value!a}")
    else:
        raise TypeError(f"{owner}.{field} must be str, int, bool, None or UUID, not {type(value).__name__}")
