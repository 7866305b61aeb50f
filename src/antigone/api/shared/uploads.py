"""Files as requests bring them, in places where rooms can read them."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ninja import UploadedFile

from antigone.engine.errors import StateError


@contextmanager
def on_disk(files: Sequence[UploadedFile]) -> Iterator[list[Path]]:
    """The path of each file's bytes, for as long as the block lasts. Raises StateError where the disk is full."""
    with tempfile.TemporaryDirectory(prefix="antigone-") as folder:
        yield [_written(file, Path(folder) / str(number)) for number, file in enumerate(files)]


def _written(file: UploadedFile, path: Path) -> Path:
    try:
        with path.open("xb") as stream:
            for piece in file.chunks():
                stream.write(piece)
    except OSError as error:
        raise StateError(f"The upload cannot be kept: {error.strerror}.", advice="Free some space.") from error
    return path
