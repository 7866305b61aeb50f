"""Reads a TOML table strictly: every key is asked for by kind, and a key that nobody asked for is an error."""

import math
import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from antigone.engine.errors import PackManifestError

_Choice = TypeVar("_Choice", bound=StrEnum)
_LARGEST_MANIFEST = 256 * 1024


class TomlTable:
    """One table. `place` says where it stands, for messages (`models/x/pack.toml, models[2]`)."""

    def __init__(self, content: Mapping[str, object], place: str) -> None:
        self._content = content
        self._asked: set[str] = set()
        self.place = place

    def has(self, key: str) -> bool:
        return key in self._content

    def text(self, key: str, *, pattern: str = r"[\s\S]*\S[\s\S]*", meaning: str = "text, not empty") -> str:
        found = self._get(key)
        if not isinstance(found, str) or not re.fullmatch(pattern, found):
            raise self.error(key, meaning, found)
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        found = self._get(key)
        if not isinstance(found, list):
            raise self.error(key, "a list of texts", found)
        texts = tuple(item for item in found if isinstance(item, str) and item.strip())
        if len(texts) != len(found):
            raise self.error(key, "a list of texts", found)
        return texts

    def boolean(self, key: str) -> bool:
        found = self._get(key)
        if not isinstance(found, bool):
            raise self.error(key, "true or false", found)
        return found

    def integer(self, key: str, *, low: int, high: int) -> int:
        found = self._get(key)
        if not isinstance(found, int) or isinstance(found, bool) or not low <= found <= high:
            raise self.error(key, f"a whole number from {low} to {high}", found)
        return found

    def numbers(self, key: str, count: int) -> tuple[float, ...]:
        found = self._get(key)
        if not isinstance(found, list):
            raise self.error(key, f"a list of {count} numbers", found)
        numbers = tuple(float(item) for item in found if type(item) in (int, float) and math.isfinite(item))
        if len(numbers) != len(found) or len(numbers) != count:
            raise self.error(key, f"a list of {count} numbers", found)
        return numbers

    def choice(self, key: str, kind: type[_Choice]) -> _Choice:
        found = self._get(key)
        if found not in tuple(kind):
            raise self.error(key, f"one of {', '.join(kind)}", found)
        return kind(str(found))

    def table(self, key: str) -> "TomlTable":
        found = self._get(key)
        if not isinstance(found, dict):
            raise self.error(key, "a table", found)
        return TomlTable(found, f"{self.place}, {key}")

    def tables(self, key: str) -> "tuple[TomlTable, ...]":
        found = self._get(key)
        if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
            raise self.error(key, "a list of tables", found)
        return tuple(TomlTable(item, f"{self.place}, {key}[{number}]") for number, item in enumerate(found, start=1))

    def finish(self) -> None:
        """To be called when all keys have been asked for."""
        unknown = sorted(set(self._content) - self._asked)
        if unknown:
            raise PackManifestError(
                f"{self.place}: unknown key {', '.join(unknown)}.",
                advice=f"Known keys are {', '.join(sorted(self._asked))}.",
            )

    def error(self, key: str, wanted: str, found: object) -> PackManifestError:
        return PackManifestError(f"{self.place}: {key} must be {wanted}, not {found!r}.")

    def _get(self, key: str) -> object:
        self._asked.add(key)
        if key not in self._content:
            raise PackManifestError(f"{self.place}: {key} is missing.")
        return self._content[key]


def read_toml(path: Path) -> TomlTable:
    """Raises PackManifestError where the file is missing, unreadable, too large or no TOML."""
    try:
        with path.open("rb") as stream:
            content = stream.read(_LARGEST_MANIFEST + 1)
    except OSError as error:
        raise PackManifestError(
            f"{path} cannot be read: {error.strerror}.", advice="Check its permissions, or add the pack anew."
        ) from error
    if len(content) > _LARGEST_MANIFEST:
        raise PackManifestError(f"{path} is larger than {_LARGEST_MANIFEST} bytes; a manifest is not.")
    try:
        return TomlTable(tomllib.loads(content.decode()), str(path))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PackManifestError(f"{path} is no TOML file: {error}.", advice="Mend it, or add the pack anew.") from error
