"""What a backup holds, and what becomes of one that cannot be finished."""

import errno
import json
import os
import tarfile
from pathlib import Path

import pytest
from django.conf import settings

from antigone.engine.errors import StateError
from antigone.site.backup import BackupReport, write_backup
from antigone.site.layout import DATABASE
from builders.homes import hash_of, small_home

pytestmark = pytest.mark.sqlite


def saved(home: Path, target: Path) -> BackupReport:
    return write_backup(home, target, on_file=lambda _: None)


def names_in(archive: Path) -> list[str]:
    with tarfile.open(archive) as opened:
        return opened.getnames()


def original(home: Path, data: bytes) -> Path:
    sha256 = hash_of(data)
    return home / "originals" / sha256[:2] / sha256[2:4] / sha256


@pytest.fixture
def home(bare: Path) -> Path:
    return small_home(bare / "a home")


@pytest.fixture
def target(bare: Path) -> Path:
    return bare / "backups" / "home.tar"


def test_a_backup_holds_what_cannot_be_made_anew_and_is_private(home: Path, target: Path) -> None:
    (home / "models" / ".incoming-x").mkdir()
    (home / "models" / ".incoming-x" / "half.onnx").touch()
    (home / "index" / "snapshot").touch()
    report = saved(home, target)
    names = names_in(target)
    assert names[0] == DATABASE
    assert names[1:4] == [
        f"originals/{sha256[:2]}/{sha256[2:4]}/{sha256}"
        for sha256 in sorted(hash_of(data) for data in (b"first", b"second", b"third"))
    ]
    assert names[4:] == [
        "models/a-pack/pack.toml",
        "calibrations/a-pack/calibration.json",
        "keys/audit-signing-key.pem",
        "inventory.json",
    ]
    assert (report.path, report.files, report.size) == (target, 7, target.stat().st_size)
    assert (report.missing, report.damaged) == ((), ())
    assert target.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in target.parent.iterdir()] == ["home.tar"]


def test_originals_that_no_photograph_names_stay_out(home: Path, target: Path) -> None:
    stray = original(home, b"not committed yet")
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"not committed yet")
    saved(home, target)
    assert not any(stray.name in name for name in names_in(target))


def test_originals_that_are_gone_or_changed_are_named(home: Path, target: Path) -> None:
    original(home, b"first").unlink()
    changed = original(home, b"second")
    changed.chmod(0o640)
    changed.write_bytes(b"SECOND")
    report = saved(home, target)
    assert (report.missing, report.damaged) == ((hash_of(b"first"),), (hash_of(b"second"),))
    assert report.files == 6
    with tarfile.open(target) as archive:
        inventory = json.load(archive.extractfile("inventory.json"))  # type: ignore[arg-type]
        kept = archive.extractfile(f"originals/{changed.parent.parent.name}/{changed.parent.name}/{changed.name}")
        assert kept is not None
        assert kept.read() == b"SECOND"
    assert hash_of(b"SECOND") in inventory["sha256"].values()


def test_nothing_is_written_over(home: Path, target: Path) -> None:
    target.parent.mkdir()
    target.write_bytes(b"last week's")
    with pytest.raises(StateError, match="exists already"):
        saved(home, target)
    assert target.read_bytes() == b"last week's"


def test_without_a_home_no_file_appears_anywhere(bare: Path, target: Path) -> None:
    with pytest.raises(StateError, match="There is no Antigone home"):
        saved(bare / "nowhere", target)
    assert list(bare.iterdir()) == []


def test_a_full_disk_is_a_sentence_and_leaves_nothing(
    home: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(tarfile.TarFile, "addfile", refuse)
    with pytest.raises(StateError) as caught:
        saved(home, target)
    assert caught.value.diagnostics() == (
        f"The backup {target} was not made: No space left on device. Free some space, or choose another disk."
    )
    assert list(target.parent.iterdir()) == []


def test_a_damaged_database_is_a_sentence_and_leaves_nothing(home: Path, target: Path) -> None:
    (home / DATABASE).write_bytes(b"a shopping list" * 100)
    with pytest.raises(StateError, match=r"could not be copied to .*: file is not a database"):
        saved(home, target)
    assert list(target.parent.iterdir()) == []


def test_postgresql_is_copied_by_its_own_tools(home: Path, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.postgresql")
    with pytest.raises(StateError, match="This home's database is PostgreSQL") as caught:
        saved(home, target)
    assert caught.value.advice == (
        "Use pg_dump and psql for it. After the dump, copy these folders of the home with any tool: "
        "originals, models, calibrations, evaluations, keys."
    )
