"""The health of the home folder: what is there, what is missing, what lies open."""

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.db import connection

from antigone.casework.audit import load_key_pair
from antigone.casework.evidence.selectors import missing_originals, originals_folder, orphans
from antigone.casework.evidence.storage import abandoned_files, stored_hashes
from antigone.casework.recognition.bridge import Recogniser, open_recogniser, pack_store
from antigone.casework.recognition.indexing import SnapshotState, index_status
from antigone.casework.recognition.milvus.address import configured_address
from antigone.casework.recognition.milvus.lifecycle import MilvusStatus, milvus_status
from antigone.engine.errors import AntigoneError
from antigone.site.home import COPIES

FREE_SPACE_WARNING = 2 * 1024**3


class Verdict(StrEnum):
    """How a check ended: `note` is something only a person can judge."""

    GOOD = "good"
    NOTE = "note"
    BAD = "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One check, its verdict, and a sentence that says what to do where it is not good."""

    check: str
    verdict: Verdict
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Originals:
    """The folder of original bytes against the database.

    missing: hashes that the database names and the folder lacks. leftover: files that nothing names, from processes
    that were killed between storing and committing; also those that an enrolment or a search is about to commit.
    """

    stored: int
    missing: tuple[str, ...]
    leftover: tuple[Path, ...]


def examine_originals() -> Originals:
    """List what is missing and what is left over; the bytes themselves are not hashed."""
    folder = originals_folder()
    return Originals(
        stored=sum(1 for _ in stored_hashes(folder)),
        missing=tuple(missing_originals(folder)),
        leftover=(*orphans(folder), *abandoned_files(folder)),
    )


def examine_home(originals: Originals) -> Iterator[Finding]:
    """Every check, the machine first; nothing is changed."""
    home = Path(settings.ANTIGONE_HOME)
    yield Finding(check="python", verdict=Verdict.GOOD, sentence=f"Python {sys.version.split()[0]}.")
    yield _permissions(home)
    yield _free_space(home)
    yield _encryption(home)
    yield _database()
    yield from _copies(home)
    yield _originals(originals)
    yield _signing_key(home)
    yield from _recognition(home)


def _originals(originals: Originals) -> Finding:
    if originals.missing:
        sentence = f"{len(originals.missing)} originals are missing: restore them from a backup."
        return Finding(check="originals", verdict=Verdict.BAD, sentence=sentence)
    if originals.leftover:
        sentence = (
            f"{originals.stored} stored, none missing. Nothing names {len(originals.leftover)} files: an enrolment or "
            "a search is at work, or one was killed; then run its command again, or `antigone doctor --mend`."
        )
        return Finding(check="originals", verdict=Verdict.NOTE, sentence=sentence)
    return Finding(check="originals", verdict=Verdict.GOOD, sentence=f"{originals.stored} stored, none missing.")


def _copies(home: Path) -> Iterator[Finding]:
    """Copies from before upgrades hold what has been erased since."""
    if copies := sorted(path.name for path in home.glob(COPIES)):
        sentence = f"Delete {', '.join(copies)} when the upgrade has proved itself: people erased since are in there."
        yield Finding(check="old copies", verdict=Verdict.NOTE, sentence=sentence)


def _signing_key(home: Path) -> Finding:
    try:
        load_key_pair(home / "keys")
    except AntigoneError as error:
        return Finding(check="signing key", verdict=Verdict.BAD, sentence=error.diagnostics())
    return Finding(check="signing key", verdict=Verdict.GOOD, sentence="The log's signing key is there.")


def _recognition(home: Path) -> Iterator[Finding]:
    try:
        recogniser = open_recogniser(home, settings.ANTIGONE_PACK)
    except AntigoneError as error:
        yield Finding(check="model pack", verdict=Verdict.BAD, sentence=error.diagnostics())
        return
    yield _pack(home, recogniser)
    yield _index(home, recogniser)


def _pack(home: Path, recogniser: Recogniser) -> Finding:
    pack = recogniser.manifest.id
    broken = [check.file for check in pack_store(home).verify(pack) if not check.intact]
    if broken:
        sentence = f"Pack {pack}: {', '.join(broken)} changed or missing. Install it anew."
        return Finding(check="model pack", verdict=Verdict.BAD, sentence=sentence)
    if recogniser.calibration is None:
        sentence = f"Pack {pack} is intact and has no calibration: figures will be missing."
        return Finding(check="model pack", verdict=Verdict.NOTE, sentence=sentence)
    sentence = f"Pack {pack} is intact; figures rest on {recogniser.calibration.population}."
    return Finding(check="model pack", verdict=Verdict.GOOD, sentence=sentence)


def _index(home: Path, recogniser: Recogniser) -> Finding:
    try:
        address = configured_address()
        if address is not None:
            return _index_in_milvus(milvus_status(address=address, recogniser=recogniser))
    except AntigoneError as error:
        return Finding(check="index", verdict=Verdict.BAD, sentence=error.diagnostics())
    status = index_status(home=home, recogniser=recogniser)
    later = "" if status.state is SnapshotState.CURRENT else " The next search brings it up to date."
    sentence = f"{status.rows} templates; the snapshot is {status.state.value}.{later}"
    return Finding(check="index", verdict=Verdict.GOOD, sentence=sentence)


def _index_in_milvus(status: MilvusStatus) -> Finding:
    behind = sum(not one.there or one.behind > 0 for one in status.collections)
    later = f" {behind} are brought up to date by the next search." if behind else ""
    rows, place = sum(one.rows for one in status.collections), f"Milvus at {status.place}"
    sentence = f"{rows} templates in {len(status.collections)} collections of {place}, {status.kind}.{later}"
    return Finding(check="index", verdict=Verdict.GOOD, sentence=sentence)


def _permissions(home: Path) -> Finding:
    others = home.stat().st_mode & 0o077
    if others:
        sentence = f"{home} can be read by other users of this machine: chmod 700 it."
        return Finding(check="permissions", verdict=Verdict.BAD, sentence=sentence)
    return Finding(check="permissions", verdict=Verdict.GOOD, sentence="The home is readable by its owner only.")


def _free_space(home: Path) -> Finding:
    free = shutil.disk_usage(home).free
    verdict = Verdict.GOOD if free > FREE_SPACE_WARNING else Verdict.BAD
    advice = "" if verdict is Verdict.GOOD else " Free some before a large enrolment."
    return Finding(check="disk space", verdict=verdict, sentence=f"{free / 1e9:.1f} GB free.{advice}")


def _encryption(home: Path) -> Finding:
    """Linux names an encrypted volume in /sys/block/dm-*/dm/uuid; elsewhere only the operator knows."""
    device = home.stat().st_dev
    uuid = Path(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}/dm/uuid")
    if uuid.exists() and uuid.read_text().startswith("CRYPT-"):
        return Finding(check="disk encryption", verdict=Verdict.GOOD, sentence="The home lies on an encrypted volume.")
    sentence = (
        "No encryption of the home's disk can be seen from here. Templates and names are stored as they are: "
        "keep the home on an encrypted disk (LUKS, FileVault)."
    )
    return Finding(check="disk encryption", verdict=Verdict.NOTE, sentence=sentence)


def _database() -> Finding:
    if connection.vendor != "sqlite":
        return Finding(check="database", verdict=Verdict.GOOD, sentence=f"{connection.vendor} answers.")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check")
        verdict = str(cursor.fetchone()[0])
    if verdict == "ok":
        return Finding(check="database", verdict=Verdict.GOOD, sentence="SQLite's quick check found nothing wrong.")
    sentence = f"SQLite says: {verdict}. Restore the last backup into a new home."
    return Finding(check="database", verdict=Verdict.BAD, sentence=sentence)
