"""The way back from a backup: all of it, or a sentence and nothing."""

import errno
import io
import os
import random
import shutil
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from antigone.engine.errors import SourceError, StateError
from antigone.site.backup import write_backup
from antigone.site.layout import DATABASE, FOLDERS
from antigone.site.restoring import restore_backup
from builders.homes import PHOTOGRAPHS, files_of, hash_of, named_by, small_home

pytestmark = pytest.mark.sqlite

SEED = 20261125


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A home, and a backup of it."""
    folder = tmp_path_factory.mktemp("prepared")
    home = small_home(folder / "home")
    write_backup(home, folder / "home.tar", on_file=lambda _: None)
    return home, folder / "home.tar"


def restored(source: Path, home: Path) -> int:
    return restore_backup(source, home, on_file=lambda _: None)


def rewritten(source: Path, target: Path, *, without: str = "", extra: tarfile.TarInfo | None = None) -> Path:
    """The archive with one member less, or one more in front."""
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        if extra is not None:
            new.addfile(extra, io.BytesIO(b"x" * extra.size))
        for member in old:
            if member.name != without:
                new.addfile(member, old.extractfile(member))
    return target


def test_every_file_comes_back_with_its_permissions(prepared: tuple[Path, Path], bare: Path) -> None:
    home, source = prepared
    back = bare / "above" / "back"
    assert restored(source, back) == 7
    wanted, found = files_of(home), files_of(back)
    assert {name: one for name, one in found.items() if name != DATABASE} == {
        name: one for name, one in wanted.items() if name != DATABASE
    }
    assert named_by(back / DATABASE) == {hash_of(data) for data in PHOTOGRAPHS}
    assert sorted(path.name for path in back.iterdir() if path.is_dir()) == sorted(FOLDERS)
    assert back.stat().st_mode & 0o777 == (back / DATABASE).stat().st_mode & 0o777 | 0o100 == 0o700


def test_an_empty_folder_may_be_the_home_and_is_closed_to_others(prepared: tuple[Path, Path], bare: Path) -> None:
    (bare / "lost+found").mkdir()
    bare.chmod(0o755)
    assert restored(prepared[1], bare) == 7
    assert bare.stat().st_mode & 0o777 == 0o700


def test_a_home_in_use_is_left_alone(prepared: tuple[Path, Path]) -> None:
    home, source = prepared
    before = files_of(home)
    with pytest.raises(StateError, match="is not empty"):
        restored(source, home)
    assert files_of(home) == before


@pytest.mark.parametrize("cut", [0, 100, 512, 5000, -512 * 22, -30_000])
def test_a_torn_backup_is_refused(prepared: tuple[Path, Path], bare: Path, cut: int) -> None:
    torn = bare / "torn.tar"
    torn.write_bytes(prepared[1].read_bytes()[:cut])
    with pytest.raises(SourceError, match=r"torn\.tar is no whole backup: ") as caught:
        restored(torn, bare / "home")
    assert caught.value.advice == "Use another copy of the backup."
    assert [path.name for path in bare.iterdir()] == ["torn.tar"]


def test_any_changed_byte_is_found_or_harmless(
    prepared: tuple[Path, Path], bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sync", lambda: None)
    home, source = prepared
    whole, places = source.read_bytes(), random.Random(SEED)
    wanted = {name: data for name, (_, data) in files_of(home).items() if name != DATABASE}
    refused = 0
    for place in places.sample(range(len(whole)), 80):
        changed = bytearray(whole)
        changed[place] ^= 1 << places.randrange(8)
        (bare / "changed.tar").write_bytes(changed)
        try:
            restored(bare / "changed.tar", bare / "home")
        except SourceError:
            refused += 1
        else:
            found = {name: data for name, (_, data) in files_of(bare / "home").items() if name != DATABASE}
            assert found == wanted, f"byte {place}"
            shutil.rmtree(bare / "home")
        assert [path.name for path in bare.iterdir()] == ["changed.tar"]
    assert refused > 30


def test_a_changed_file_is_named(prepared: tuple[Path, Path], bare: Path) -> None:
    changed = bare / "changed.tar"
    changed.write_bytes(prepared[1].read_bytes().replace(b"a key", b"A key"))
    with pytest.raises(SourceError, match=r"keys/audit-signing-key\.pem is damaged"):
        restored(changed, bare / "home")


@pytest.mark.parametrize("lost", ["models/a-pack/pack.toml", DATABASE, "inventory.json"])
def test_a_member_that_is_missing_is_named(prepared: tuple[Path, Path], bare: Path, lost: str) -> None:
    source = rewritten(prepared[1], bare / "less.tar", without=lost)
    with pytest.raises(SourceError, match=f"{lost} is missing|the inventory at its end is missing"):
        restored(source, bare / "home")


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "originals/../../outside", "outside", ".", "keys"])
def test_no_member_is_written_outside_the_home(prepared: tuple[Path, Path], bare: Path, name: str) -> None:
    member = tarfile.TarInfo(name)
    member.size = 1
    source = rewritten(prepared[1], bare / "more.tar", extra=member)
    with pytest.raises(SourceError, match="no whole backup"):
        restored(source, bare / "inside" / "home")
    assert not list(bare.rglob("outside"))
    assert list((bare / "inside").iterdir()) == []


def test_a_link_is_no_member(prepared: tuple[Path, Path], bare: Path) -> None:
    link = tarfile.TarInfo("originals/link")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc"
    source = rewritten(prepared[1], bare / "link.tar", extra=link)
    with pytest.raises(SourceError, match="holds 'originals/link', which no backup does"):
        restored(source, bare / "home")


def test_what_is_no_backup_is_a_sentence(bare: Path) -> None:
    (bare / "a.txt").write_text("a shopping list")
    with pytest.raises(SourceError, match=r"a\.txt is no whole backup"):
        restored(bare / "a.txt", bare / "home")


def test_a_database_that_was_damaged_before_it_was_saved_is_found(bare: Path) -> None:
    home = small_home(bare / "home")
    with closing(sqlite3.connect(home / DATABASE)) as database:
        database.executemany("INSERT INTO evidence_photograph VALUES (?)", [("a" * 64,)] * 300)
        database.commit()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray((home / DATABASE).read_bytes())
    data[-4096:] = b"\xff" * 4096
    (home / DATABASE).write_bytes(data)
    source = bare / "home.tar"
    with tarfile.open(source, "w") as archive:
        archive.add(home / DATABASE, DATABASE)
        inventory = f'{{"format": 1, "sha256": {{"{DATABASE}": "{hash_of(bytes(data))}"}}}}'.encode()
        header = tarfile.TarInfo("inventory.json")
        header.size = len(inventory)
        archive.addfile(header, io.BytesIO(inventory))
    with pytest.raises(SourceError, match="the database inside is damaged"):
        restored(source, bare / "back")
    assert not (bare / "back").exists()


def test_a_full_disk_is_a_sentence_and_leaves_nothing(
    prepared: tuple[Path, Path], bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fchmod", refuse)
    with pytest.raises(StateError) as caught:
        restored(prepared[1], bare / "home")
    assert caught.value.diagnostics() == (
        f"{prepared[1]} was not restored to {bare / 'home'}: No space left on device. "
        "Free some space, or choose another disk."
    )
    assert list(bare.iterdir()) == []
