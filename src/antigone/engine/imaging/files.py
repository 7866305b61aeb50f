"""Bytes of a path that may be anything: never blocks on a pipe, never touches a device."""

import errno
import os
import stat
from pathlib import Path

from antigone.engine.errors import ImageTooLarge, UnreadableFile
from antigone.engine.imaging.limits import DEFAULT_LIMITS, Limits
from antigone.engine.imaging.names import printable

_KINDS = {
    stat.S_IFDIR: "a folder, not a file",
    stat.S_IFIFO: "a named pipe, not a file",
    stat.S_IFSOCK: "a socket, not a file",
    stat.S_IFCHR: "a device, not a file",
    stat.S_IFBLK: "a device, not a file",
}
_REASONS = {
    errno.ENOENT: ("there is no such file", "Check the path."),
    errno.ENOTDIR: ("there is no such file", "Check the path."),
    errno.EACCES: ("no permission to read it", "Change the file's permissions or run as a user who may read it."),
    errno.EPERM: ("no permission to read it", "Change the file's permissions or run as a user who may read it."),
    errno.ELOOP: ("a link that leads back to itself", "Hand in the file that was meant."),
    errno.ENAMETOOLONG: ("the name is longer than the file system allows", "Rename it."),
}


def read_bytes(path: Path, *, name: str | None = None, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """All bytes of a regular file; links are followed.

    Raises UnreadableFile (missing, no permission, a folder, pipe, socket or device, a loop of links) and ImageTooLarge;
    a file over the limit is not read.
    """
    shown = printable(name if name is not None else path.name)
    try:
        # Looked at before it is opened: opening a device can act on it.
        _require_regular(path.stat(), shown)
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
        with os.fdopen(descriptor, "rb") as file:
            # And again: the path may have become something else in between.
            _require_regular(os.fstat(descriptor), shown)
            _require_size(os.fstat(descriptor).st_size, shown, limits)
            data = file.read(limits.max_bytes + 1)
    except OSError as error:
        reason, advice = _REASONS.get(error.errno or 0, (f"the file system says {error.strerror or error}", ""))
        raise UnreadableFile(shown, reason, advice=advice) from error
    except ValueError as error:  # a name with a NUL in it
        raise UnreadableFile(shown, "no file can have such a name") from error
    _require_size(len(data), shown, limits)
    return data


def _require_regular(status: os.stat_result, shown: str) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableFile(shown, _KINDS.get(stat.S_IFMT(status.st_mode), "not a regular file"))


def _require_size(size: int, shown: str, limits: Limits) -> None:
    if size > limits.max_bytes:
        raise ImageTooLarge(shown, f"{size:,} bytes, {limits.max_bytes:,} are allowed")
