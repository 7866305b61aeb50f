"""Every error that Antigone raises on purpose.

    AntigoneError
    ├── InputError                   what was handed in cannot be used; the run goes on without it
    │   ├── PhotographError          carries the file's name
    │   │   ├── UnreadableFile       missing, no permission, a folder, a pipe, a loop of links
    │   │   ├── EmptyFile
    │   │   ├── UnsupportedFormat    not one of the formats we decode
    │   │   ├── DamagedImage         cut off or corrupt
    │   │   └── ImageTooLarge        bytes, pixels or frames over the limit
    │   ├── FaceError                carries the file's name
    │   │   ├── NoFaceFound
    │   │   ├── InvalidFaceGeometry  a hand-drawn box or point that cannot be
    │   │   └── BelowQualityFloor    a gallery's own floor, with the reasons
    │   ├── SourceError              a folder, archive or manifest that cannot be read as one
    │   └── ManifestRowError         one row of a manifest, with its number
    ├── UsageError                   the request itself is wrong (exit code 2)
    ├── StateError                   the home folder, gallery or case does not allow it now
    │   └── NotFound                 what was named is not there, or not for this person to see
    ├── Forbidden                    it is there, and this person's role does not cover the act
    ├── DeviceUnavailable            the processor that was asked for is not there, or does not start
    ├── PackError                    model packs
    │   ├── PackNotFound
    │   ├── PackManifestError
    │   ├── ChecksumMismatch
    │   ├── LicenceNotAccepted
    │   └── ModelFormatError         a weights file that is not what it claims to be
    ├── TemplateMismatch             templates, cohorts or indexes of two recognisers mixed
    ├── CalibrationError             a calibration that is missing, torn or of another pack
    ├── SnapshotError                an index snapshot that is torn, stale or foreign: rebuild it
    │   └── SnapshotMissing          there is none yet
    └── AuditError                   the log does not prove what it should

Every error is a sentence that says what is wrong and what to do; `diagnostics()` is the text for a person.
"""


class AntigoneError(Exception):
    """Base of the tree. `advice` is what the person can do next, a sentence or empty."""

    def __init__(self, message: str, *, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice

    def diagnostics(self) -> str:
        """The error as a person should read it: what happened, then what to do."""
        return f"{self.message} {self.advice}".strip()


class InputError(AntigoneError):
    """Something handed in cannot be used; others beside it can."""


class PhotographError(InputError):
    """A file that gives no image. `file` is the name as handed in, `reason` a clause without the name."""

    def __init__(self, file: str, reason: str, *, advice: str = "") -> None:
        super().__init__(f"{file}: {reason}.", advice=advice)
        self.file = file
        self.reason = reason

    def __reduce__(self) -> tuple[object, ...]:
        # Errors cross process borders in enrolment; keyword arguments need help to.
        return (_rebuild_file_error, (type(self), self.file, self.reason, self.advice))


class UnreadableFile(PhotographError):
    """The file system does not give the bytes."""


class EmptyFile(PhotographError):
    """No bytes at all."""


class UnsupportedFormat(PhotographError):
    """Not one of the formats we decode, whatever its name says."""


class DamagedImage(PhotographError):
    """Cut off or corrupt."""


class ImageTooLarge(PhotographError):
    """More bytes, pixels or frames than the limits allow; nothing was decoded."""


class FaceError(InputError):
    """An image that gives no template. `file` and `reason` as in PhotographError."""

    def __init__(self, file: str, reason: str, *, advice: str = "") -> None:
        super().__init__(f"{file}: {reason}.", advice=advice)
        self.file = file
        self.reason = reason

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild_file_error, (type(self), self.file, self.reason, self.advice))


class NoFaceFound(FaceError):
    """The detector found nothing; the operator may draw the face by hand."""


class InvalidFaceGeometry(FaceError):
    """A hand-drawn box or landmark that lies outside the picture or makes no face."""


class BelowQualityFloor(FaceError):
    """The gallery's own floor for enrolment refused the face."""


class SourceError(InputError):
    """A folder, archive or manifest that cannot be read as one."""


class ManifestRowError(InputError):
    """One row of a manifest. `row` counts from 1, the header not counted."""

    def __init__(self, file: str, row: int, reason: str, *, advice: str = "") -> None:
        super().__init__(f"{file}, row {row}: {reason}.", advice=advice)
        self.file = file
        self.row = row
        self.reason = reason


class UsageError(AntigoneError):
    """The request itself is wrong; nothing was started."""


class StateError(AntigoneError):
    """The home folder, gallery or case does not allow this now."""


class NotFound(StateError):
    """What was named is not there, or not for this person to see: the two are told apart to nobody."""


class Forbidden(AntigoneError):
    """The person's role does not cover the act, or the act needs somebody else."""


class DeviceUnavailable(AntigoneError):
    """The processor that was asked for is not there, or does not start; nothing else was used in its place."""


class PackError(AntigoneError):
    """Model packs."""


class PackNotFound(PackError):
    """No pack of that name is installed."""


class PackManifestError(PackError):
    """`pack.toml` is missing, unreadable or contradicts itself."""


class ChecksumMismatch(PackError):
    """A file is not the file the manifest names; it is never loaded."""


class LicenceNotAccepted(PackError):
    """The pack's licence needs the operator's yes, by name."""


class ModelFormatError(PackError):
    """A weights file that is not what it claims to be."""


class TemplateMismatch(AntigoneError):
    """Templates, cohorts or indexes of two recognisers were about to be mixed."""


class CalibrationError(AntigoneError):
    """A calibration that is missing, torn or made for another recogniser."""


class SnapshotError(AntigoneError):
    """An index snapshot that is torn, stale or foreign. The cure is a rebuild from the database."""


class SnapshotMissing(SnapshotError):
    """There is none, as before the first search."""


class AuditError(AntigoneError):
    """The log does not prove what it should."""


def _rebuild_file_error(
    kind: type[PhotographError] | type[FaceError], file: str, reason: str, advice: str
) -> AntigoneError:
    return kind(file, reason, advice=advice)
