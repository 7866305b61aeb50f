"""One process: what is stored, what is refused, what is read together."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from antigone.casework.evidence.storage import read_original, stored_hashes
from antigone.casework.recognition.reading import FaceChoice, PhotographItem, fingerprint, photograph_item
from antigone.casework.recognition.reading.reader import Reader
from antigone.engine.errors import EmptyFile, ImageTooLarge, InvalidFaceGeometry, UnreadableFile, UnsupportedFormat
from antigone.engine.types import Box, Extraction, LandmarkSource
from casework.recognition.reading.builders import photograph, plan


def test_a_photograph_becomes_a_template_and_its_bytes_are_kept(tmp_path: Path) -> None:
    asked, item = plan(tmp_path), photograph(1)
    (reading,) = Reader(asked).read([item])
    assert isinstance(item.load, bytes)
    assert isinstance(reading.outcome, Extraction)
    assert reading.outcome.template.vector.shape == (4,)
    assert reading.outcome.template.landmarks_by is LandmarkSource.HAND
    assert reading.facts is not None
    assert reading.facts.sha256 == fingerprint(item) == sha256(item.load).hexdigest()
    assert read_original(asked.originals, reading.facts.sha256) == item.load
    assert reading.timings.decode > 0
    assert reading.timings.embed > 0


def test_each_refusal_has_its_reason_and_stops_nothing(tmp_path: Path) -> None:
    asked = plan(tmp_path)
    items = [
        photograph_item(name="gone.jpg", load=tmp_path / "gone.jpg"),
        photograph(1),
        photograph_item(name="empty.jpg", load=b""),
        photograph_item(name="text.jpg", load=b"Dear Sir or Madam"),
        PhotographItem(
            name="outside.png", load=photograph(2).load, choice=FaceChoice(box=Box(x=500, y=0, width=9, height=9))
        ),
        photograph(3),
    ]
    readings = Reader(asked).read(items)
    kinds = [type(reading.outcome) for reading in readings]
    assert kinds == [UnreadableFile, Extraction, EmptyFile, UnsupportedFormat, InvalidFaceGeometry, Extraction]
    # A face that cannot be is the operator's slip: the photograph was decoded, so it is kept.
    assert [reading.facts is None for reading in readings] == [True, False, True, True, False, False]
    assert len(list(stored_hashes(asked.originals))) == 3


def test_read_alone_or_together_a_photograph_gives_the_same_template(tmp_path: Path) -> None:
    reader, items = Reader(plan(tmp_path)), [photograph(seed) for seed in range(5)]
    together = reader.read(items)
    for item, reading in zip(items, together, strict=True):
        (alone,) = reader.read([item])
        assert isinstance(reading.outcome, Extraction)
        assert isinstance(alone.outcome, Extraction)
        np.testing.assert_allclose(reading.outcome.template.vector, alone.outcome.template.vector, atol=1e-6)


def test_a_roomy_picture_waits_for_room_and_the_order_stays(tmp_path: Path) -> None:
    entered: list[str] = []

    @contextmanager
    def roomy() -> Iterator[None]:
        entered.append("room")
        yield

    asked = plan(tmp_path, roomy_pixels=96 * 96 * 2)
    items = [photograph(1), photograph(2), photograph(3), photograph(4, side=200), photograph(5)]
    readings = Reader(asked, roomy=roomy()).read(items)
    assert [reading.facts.name for reading in readings if reading.facts] == [item.name for item in items]
    assert all(isinstance(reading.outcome, Extraction) for reading in readings)
    assert entered == ["room"]


def test_room_does_not_lift_the_limit(tmp_path: Path) -> None:
    import dataclasses

    asked = plan(tmp_path, roomy_pixels=100)
    asked = dataclasses.replace(asked, limits=dataclasses.replace(asked.limits, max_pixels=100 * 100))
    within, beyond = Reader(asked).read([photograph(1), photograph(2, side=101)])
    assert isinstance(within.outcome, Extraction)
    assert isinstance(beyond.outcome, ImageTooLarge)


def test_the_reading_side_never_meets_django() -> None:
    code = "import sys, antigone.casework.recognition.reading.process; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_fingerprint_of_what_cannot_be_read_says_why(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"^a\.jpg: a folder, not a file\.$"):
        fingerprint(photograph_item(name="a.jpg", load=tmp_path))
