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


def examine_machine() -> Iterator[Finding]:
    """Python, permissions, disk space, disk encryption, the database file; nothing is changed."""
    home = Path(settings.ANTIGONE_HOME)
    yield Finding(check="python", verdict=Verdict.GOOD, sentence=f"Python {sys.version.split()[0]}.")
    yield _permissions(home)
    yield _free_space(home)
    yield _encryption(home)
    yield _database()


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
