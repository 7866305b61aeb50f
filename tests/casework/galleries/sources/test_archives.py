"""Archives, well meant and not."""

import io
import os
import stat
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from antigone.casework.galleries.sources import ArchiveLimits, Refused, SourceItem, open_source
from antigone.casework.galleries.sources import archive as archive_module
from antigone.engine.errors import SourceError
from casework.galleries.sources.builders import bytes_of, items_of

Files = Mapping[str, bytes]
PICTURES = {"Anna/1.jpg": b"one", "Борис/2.jpg": b"two", "Vira.jpg": b"three"}


def zip_of(path: Path, files: Files, compression: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def tar_of(path: Path, files: Files) -> Path:
    mode = "w:gz" if path.suffix in {".gz", ".tgz"} else "w"
    with tarfile.open(path, mode) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def packed(folder: Path, name: str, files: Files) -> Path:
    return zip_of(folder / name, files) if name.endswith(".zip") else tar_of(folder / name, files)


every_kind = pytest.mark.parametrize("name", ["people.zip", "people.tar", "people.tar.gz", "people.tgz"])


@every_kind
def test_an_archive_is_laid_out_like_a_folder(tmp_path: Path, name: str) -> None:
    path = packed(tmp_path, name, {**PICTURES, ".DS_Store": b"", "__MACOSX/Anna/._1.jpg": b""})
    with open_source(path) as source:
        assert source.count() == 3
        found = {item.name: (item.subject.label, bytes_of(item)) for item in source.items()}
    assert found == {
        "Anna/1.jpg": ("Anna", b"one"),
        "Борис/2.jpg": ("Борис", b"two"),
        "Vira.jpg": ("Vira", b"three"),
    }


@pytest.mark.parametrize(
    ("files", "subjects"),
    [
        (("people/a.jpg", "people/b.jpg"), ["a", "b"]),  # named like the archive
        (("wrap/Anna/a.jpg", "wrap/Borys/b.jpg"), ["Anna", "Borys"]),  # nothing but folders in it
        (("Anna/a.jpg", "Anna/b.jpg"), ["Anna", "Anna"]),
    ],
)
def test_a_folder_that_only_wraps_is_no_subject(tmp_path: Path, files: tuple[str, ...], subjects: list[str]) -> None:
    path = tar_of(tmp_path / "people.tar.gz", dict.fromkeys(files, b"x"))
    assert [item.subject.label for item in items_of(path)] == subjects


@every_kind
def test_a_manifest_at_the_top_says_what_is_what(tmp_path: Path, name: str) -> None:
    rows = 'photograph,subject,face\nx/b.jpg,second,\nx/a.jpg,first,\ngone.jpg,third,\nx/a.jpg,fourth,"1,1,5,5"\n'
    files = {"w/manifest.csv": rows.encode(), "w/x/a.jpg": b"A", "w/x/b.jpg": b"B", "w/x/unnamed.jpg": b"C"}
    path = packed(tmp_path, name, files)
    with open_source(path) as source:
        assert source.count() == 4
        refused, *found = source.items()
    assert (refused.name, refused.row) == ("gone.jpg", 3)
    assert refused.reason == "the archive holds no such photograph."
    assert [(item.row, item.subject.identifier, bytes_of(item)) for item in found] == [
        (2, "first", b"A"),
        (4, "fourth", b"A"),
        (1, "second", b"B"),
    ]


@every_kind
def test_names_that_climb_are_labels_and_nothing_else(tmp_path: Path, name: str) -> None:
    path = packed(tmp_path, name, {"../../etc/Anna.jpg": b"x", "/var/Borys.jpg": b"y"})
    before = sorted(tmp_path.rglob("*"))
    assert [(item.name, item.load) for item in items_of(path)] == [("etc/Anna.jpg", b"x"), ("var/Borys.jpg", b"y")]
    assert sorted(tmp_path.rglob("*")) == before


@every_kind
def test_an_archive_inside_an_archive_is_refused(tmp_path: Path, name: str) -> None:
    refused, photograph = items_of(packed(tmp_path, name, {"Anna/more.zip": b"PK", "Borys/2.jpg": b"x"}))
    assert refused.reason == "an archive inside an archive; unpack it and enrol it by itself."
    assert photograph.name == "Borys/2.jpg"


@every_kind
def test_large_members_wait_on_disk_and_are_removed(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_module, "IN_MEMORY", 10)
    data = os.urandom(5_000)
    rows = b"photograph,subject\na.jpg,x\na.jpg,y\n"
    with open_source(packed(tmp_path, name, {"manifest.csv": rows, "a.jpg": data})) as source:
        first, second = source.items()
        assert bytes_of(first) == bytes_of(second) == data
        first.release()
        assert bytes_of(second) == data
        folder = second.load.parent
    assert not folder.exists()


@every_kind
def test_an_archive_that_claims_too_much_is_refused_whole(tmp_path: Path, name: str) -> None:
    path = packed(tmp_path, name, {"a.jpg": bytes(200_000), "b.jpg": bytes(200_000)})
    for limits in (ArchiveLimits(members=1), ArchiveLimits(total_bytes=300_000)):
        with pytest.raises(SourceError, match="claims to hold more than an archive of photographs does"):
            items_of(path, limits)


@pytest.mark.parametrize("name", ["people.zip", "people.tar.gz"])
def test_a_bomb_is_told_by_its_density(tmp_path: Path, name: str) -> None:
    path = packed(tmp_path, name, {"a.jpg": bytes(400_000)})
    with pytest.raises(SourceError, match="claims to hold more"):
        items_of(path, ArchiveLimits(ratio_from=100_000))


@every_kind
def test_a_member_over_the_limit_is_refused_alone(tmp_path: Path, name: str) -> None:
    path = packed(tmp_path, name, {"a.jpg": bytes(2_000), "b.jpg": b"small"})
    refused, photograph = items_of(path, ArchiveLimits(member_bytes=1_000))
    assert refused.reason == "it claims 2000 bytes, more than the 1000 that are read."
    assert photograph.load == b"small"


def test_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "people.zip", PICTURES)
    data = bytearray(path.read_bytes())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + flags] |= 1
    path.write_bytes(data)
    with pytest.raises(SourceError, match=r"people\.zip is encrypted"):
        items_of(path)


def test_a_damaged_member_of_a_zip_is_refused_alone(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "people.zip", {"a.jpg": b"AAAA", "b.jpg": b"BBBB"}, zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"AAAA", b"AXAA"))
    refused, photograph = items_of(path)
    assert (refused.name, refused.code) == ("a.jpg", "UnreadableFile")
    assert refused.reason.startswith("damaged inside the archive (Bad CRC-32")
    assert photograph.load == b"BBBB"


def test_a_name_in_an_unknown_code_page_is_refused_not_guessed(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "people.zip", {"XXXX.jpg": b"x", "YYYY.jpg": b"y"})
    old, new = "Ївга".encode("cp866", "replace").ljust(4), "Їв".encode()
    path.write_bytes(path.read_bytes().replace(b"XXXX", old).replace(b"YYYY", new))
    found = items_of(path)
    assert sorted(item.subject.label for item in found if isinstance(item, SourceItem)) == ["Їв"]
    assert [item.reason[:31] for item in found if isinstance(item, Refused)] == ["its name is in an old code page"]


@pytest.mark.parametrize("name", ["people.tar", "people.tar.gz"])
def test_a_tar_that_was_cut_off_gives_what_came_before(tmp_path: Path, name: str) -> None:
    path = tar_of(tmp_path / name, {"a.jpg": os.urandom(30_000), "b.jpg": os.urandom(30_000)})
    path.write_bytes(path.read_bytes()[:45_000])
    photograph, *refused = items_of(path)
    assert photograph.name == "a.jpg"
    assert len(photograph.load) == 30_000
    assert refused
    assert all(isinstance(item, Refused) for item in refused)


def test_links_and_devices_of_a_tar_are_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "people.tar", "w") as archive:
        for name, kind in (("link.jpg", tarfile.SYMTYPE), ("device.jpg", tarfile.CHRTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname, info.mode = kind, "/etc/passwd", stat.S_IRUSR
            archive.addfile(info)
    assert [item.reason for item in items_of(tmp_path / "people.tar")] == [
        "a link inside an archive; it is not followed.",
        "no regular file.",
    ]


@pytest.mark.parametrize("name", ["people.zip", "people.tar", "people.tar.gz"])
def test_what_is_no_archive_says_so(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"this is text")
    with pytest.raises(SourceError, match=f"{name} is not a") as caught:
        items_of(tmp_path / name)
    assert caught.value.advice == "Copy or download it again."


def test_an_empty_archive_has_no_items(tmp_path: Path) -> None:
    assert items_of(zip_of(tmp_path / "people.zip", {})) == []


def test_a_source_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="there is no such file"), open_source(tmp_path / "nothing"):
        pass
