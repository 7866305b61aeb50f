"""What a home folder consists of, and making one."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from antigone.engine.errors import StateError

DATABASE = "antigone.sqlite3"

KEPT_FOLDERS = ("originals", "models", "calibrations", "evaluations", "keys")
"""What cannot be made again from the database: a backup holds them."""

FOLDERS = (*KEPT_FOLDERS, "index", "cache", "locks")

MOUNT_POINT = "lost+found"


def make_folders(home: Path) -> None:
    """Make the home folder and those inside it, for their owner only; those that are there stay as they are.

    Raises StateError where the folder holds other things and no database: nobody's pictures are mixed with a home's.
    """
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (home / DATABASE).exists():
        own = {*FOLDERS, MOUNT_POINT}
        strange = sorted(path.name for path in home.iterdir() if path.name not in own and path.name[0] != ".")
        if strange:
            raise StateError(
                f"{home} holds other things already ({', '.join(strange[:3])}{' ...' if strange[3:] else ''}).",
                advice="Choose a new folder, or an empty one: --home FOLDER.",
            )
        home.chmod(0o700)
    for name in FOLDERS:
        (home / name).mkdir(mode=0o700, exist_ok=True)


def is_empty(home: Path) -> bool:
    """Whether the folder is not there, or has nothing in it but what a file system of its own has."""
    return not home.exists() or all(path.name == MOUNT_POINT for path in home.iterdir())


@contextmanager
def disk_refusals(what: str) -> Iterator[None]:
    """Turn what the operating system refuses into a StateError that begins with the clause `what`."""
    try:
        yield
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
        where = f" ({error.filename})" if error.filename else ""
        raise StateError(
            f"{what}: {error.strerror or error}{where}.",
            advice="Free some space, or choose another disk." if full else "Check the permissions, then try again.",
        ) from error
