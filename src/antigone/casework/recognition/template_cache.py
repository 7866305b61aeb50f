"""Templates of photographs that are measured on, kept so that a second evaluation reads nothing again.

A file a pack in the home's cache folder: what is in it can be made again, so it is deleted without loss. It holds
templates of the people in the data set, as a gallery's database does, and no picture or name.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Self

import numpy as np

from antigone import __version__
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.reading import PhotographItem, ReaderPlan
from antigone.engine.errors import StateError
from antigone.engine.extraction import REVISION
from antigone.engine.types import FloatArray

__all__ = ["CachedTemplate", "TemplateCache", "cache_folder", "open_template_cache", "pack_hash"]

FOLDER = "cache/templates"
_COMMIT_EVERY = 64
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS template (key BLOB PRIMARY KEY, vector BLOB, faces INTEGER NOT NULL) WITHOUT ROWID"
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CachedTemplate:
    """What reading a photograph gave. vector: float32 (D,), None where no face was found. faces: how many were."""

    vector: FloatArray | None
    faces: int


class TemplateCache:
    """Templates by photograph and chosen face, of one pack, settings and version of Antigone."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._uncommitted = 0

    def get(self, photograph: str, item: PhotographItem) -> CachedTemplate | None:
        """What is kept of the photograph with this SHA-256, read as the item asks."""
        row = self._database.execute("SELECT vector, faces FROM template WHERE key = ?", [_key(photograph, item)])
        found = row.fetchone()
        if found is None:
            return None
        vector, faces = found
        return CachedTemplate(vector=None if vector is None else np.frombuffer(vector, "<f4"), faces=faces)

    def put(self, photograph: str, item: PhotographItem, template: CachedTemplate) -> None:
        """Keep it; after a kill all but the last few are there."""
        vector = None if template.vector is None else template.vector.astype("<f4").tobytes()
        self._database.execute(
            "INSERT OR REPLACE INTO template VALUES (?, ?, ?)", [_key(photograph, item), vector, template.faces]
        )
        self._uncommitted += 1
        if self._uncommitted >= _COMMIT_EVERY:
            self.commit()

    def commit(self) -> None:
        self._database.commit()
        self._uncommitted = 0

    @classmethod
    def at(cls, database: sqlite3.Connection) -> Self:
        """A cache in the database, its table made where there is none."""
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        database.execute(_SCHEMA)
        return cls(database)


@contextmanager
def open_template_cache(home: Path, recogniser: Recogniser, plan: ReaderPlan) -> Iterator[TemplateCache]:
    """The cache of this pack, made where there is none; what was put is kept, even after an error.

    Raises StateError where its file is damaged or cannot be written.
    """
    name = f"{recogniser.manifest.id}-{pack_hash(recogniser, plan)[:16]}.sqlite3"
    path = cache_folder(home, FOLDER) / name
    try:
        with closing(sqlite3.connect(path, timeout=30)) as database:
            cache = TemplateCache.at(database)
            try:
                yield cache
            finally:
                cache.commit()
    except sqlite3.Error as error:
        raise StateError(
            f"The template cache {path} cannot be used: {error}.",
            advice="Delete the file; it is made again from the photographs.",
        ) from error


def cache_folder(home: Path, name: str) -> Path:
    """The folder of that name in the home, for its owner alone; the home need not have been made."""
    folder = home / name
    for made in (home, folder.parent, folder):
        made.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def pack_hash(recogniser: Recogniser, plan: ReaderPlan) -> str:
    """Of everything that a template depends on beside its photograph."""
    manifest = recogniser.manifest
    models = (manifest.detector.sha256, manifest.recogniser.sha256)
    parts = (__version__, str(REVISION), *models, repr(plan.settings), repr(plan.limits), plan.device)
    return sha256("\n".join(parts).encode()).hexdigest()


def _key(photograph: str, item: PhotographItem) -> bytes:
    chosen = f"{item.choice!r} {item.rotations!r}"
    return bytes.fromhex(photograph) + sha256(chosen.encode()).digest()[:8]
