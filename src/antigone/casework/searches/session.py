"""What many searches of one process share: the recogniser, the index, and a way to read photographs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypeVar

from antigone.casework.audit import Actor
from antigone.casework.galleries.models import Gallery
from antigone.casework.recognition.bridge import Recogniser, open_recogniser
from antigone.casework.recognition.indexing import LiveIndex
from antigone.casework.recognition.reading import PhotographReading, open_reading
from antigone.casework.recognition.selectors import gallery_change
from antigone.engine.errors import SnapshotError
from antigone.engine.index import Selection, TemplateIndex

__all__ = ["SearchSession", "SearchedGallery"]

Answer = TypeVar("Answer")
