"""A home folder without Django: a database that names photographs, their originals, a pack, a calibration, a key."""

import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from antigone.casework.evidence.storage import store_original
from antigone.site.layout import DATABASE, make_folders

PHOTOGRAPHS = (b"first", b"second", b"third")


def hash_of(data: bytes) -> str:
    return sha256(data).hexdigest()


def small_home(home: Path, photographs: tuple[bytes, ...] = PHOTOGRAPHS) -> Path:
    make_folders(home)
    with closing(sqlite3.connect(home / DATABASE)) as database, database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE evidence_photograph (sha256 TEXT)")
        database.executemany("INSERT INTO evidence_photograph VALUES (?)", [(hash_of(data),) for data in photographs])
    for data in photographs:
        store_original(home / "originals", data, hash_of(data))
    for name, mode in (("models/a-pack/pack.toml", 0o640), ("calibrations/a-pack/calibration.json", 0o600)):
        path = home / name
        path.parent.mkdir()
        path.write_text(name)
        path.chmod(mode)
    key = home / "keys" / "audit-signing-key.pem"
    key.write_text("a key")
    key.chmod(0o600)
    return home


def files_of(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Permissions and bytes of every file below the folder, the database's companions left out."""
    paths = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(f"{DATABASE}-")]
    return {path.relative_to(folder).as_posix(): (path.stat().st_mode & 0o777, path.read_bytes()) for path in paths}


def named_by(database: Path) -> set[str]:
    with closing(sqlite3.connect(database)) as opened:
        return {row[0] for row in opened.execute("SELECT sha256 FROM evidence_photograph")}
