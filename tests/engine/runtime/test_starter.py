import gzip
import hashlib
import io
import os
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from antigone.engine.errors import ChecksumMismatch, ModelFormatError, UsageError
from antigone.engine.runtime.starter import StarterSource, read_source

CONTENT = b"weights" * 10_000
SOURCE = StarterSource(
    archive="weights-1.0.tar.gz",
    member="weights/models/net.dat",
    sha256=hashlib.sha256(CONTENT).hexdigest(),
    size=len(CONTENT),
    convert=bytes.upper,
)


def zip_of(path: Path, name: str = SOURCE.member, content: bytes = CONTENT) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("weights/__init__.py", "raise SystemExit('imported')")
        archive.writestr(name, content)
    return path


def tar_of(path: Path, name: str = f"weights-1.0/{SOURCE.member}", content: bytes = CONTENT) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for member, data in ((f"{name}.py", b"pass"), (name, content)):
            header = tarfile.TarInfo(member)
            header.size = len(data)
            archive.addfile(header, io.BytesIO(data))
    return path


def bare(path: Path) -> Path:
    path = path.with_name(SOURCE.name)
    path.write_bytes(CONTENT)
    return path


@pytest.mark.parametrize("make", [zip_of, tar_of, bare])
def test_the_file_is_found_in_each_form(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    assert read_source(SOURCE, [make(tmp_path / "download")]) == CONTENT


def test_files_beside_it_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing here")
    os.mkfifo(tmp_path / "pipe")
    others = [zip_of(tmp_path / "a.zip", "other/net.dat"), tmp_path / "notes.txt", tmp_path / "pipe"]
    assert read_source(SOURCE, [*others, tar_of(tmp_path / "z.tar.gz")]) == CONTENT


def test_nothing_is_unpacked(tmp_path: Path) -> None:
    before = {*tmp_path.rglob("*"), tmp_path / "weights.tar.gz"}
    read_source(SOURCE, [tar_of(tmp_path / "weights.tar.gz")])
    assert set(tmp_path.rglob("*")) == before


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"needs weights-1\.0\.tar\.gz \(or net\.dat out of it\)"):
        read_source(SOURCE, [zip_of(tmp_path / "a.zip", "other/net.dat")])


@pytest.mark.parametrize(
    "name",
    ["../weights/models/net.dat", "/weights/models/net.dat", "a/b/weights/models/net.dat", "weights/models/net.dat/"],
)
@pytest.mark.parametrize("make", [zip_of, tar_of])
def test_a_member_elsewhere_in_the_archive_is_not_taken(
    tmp_path: Path, make: Callable[[Path, str], Path], name: str
) -> None:
    with pytest.raises(UsageError):
        read_source(SOURCE, [make(tmp_path / "odd", name)])


def test_a_link_in_place_of_the_file_is_not_followed(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "links.tar.gz", "w:gz") as archive:
        link = tarfile.TarInfo(f"weights-1.0/{SOURCE.member}")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    with pytest.raises(UsageError):
        read_source(SOURCE, [tmp_path / "links.tar.gz"])


@pytest.mark.parametrize("make", [zip_of, tar_of])
@pytest.mark.parametrize("content", [CONTENT[:-1], CONTENT + b"x", CONTENT.upper(), b"", bytes(50_000_000)])
def test_another_content_is_refused(tmp_path: Path, make: Callable[[Path, str, bytes], Path], content: bytes) -> None:
    with pytest.raises(ChecksumMismatch, match=r"net\.dat in .*odd is not the file"):
        read_source(SOURCE, [make(tmp_path / "odd", SOURCE.member, content)])


def torn_zip(path: Path) -> Path:
    whole = zip_of(path).read_bytes()
    place = whole.index(SOURCE.member.encode()) + 60
    path.write_bytes(whole[:place] + b"\xff" * 30 + whole[place + 30 :])
    return path


def torn_tar(path: Path) -> Path:
    whole = tar_of(path, content=os.urandom(100_000)).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path


def encrypted_zip(path: Path) -> Path:
    whole = bytearray(zip_of(path).read_bytes())
    place = whole.rindex(b"PK\x01\x02")
    whole[place + 8] |= 1
    path.write_bytes(bytes(whole))
    return path


@pytest.mark.parametrize("make", [torn_zip, torn_tar, encrypted_zip])
def test_a_torn_archive_is_named(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    with pytest.raises(ModelFormatError, match="archive is torn"):
        read_source(SOURCE, [make(tmp_path / "archive")])


def test_a_tar_that_claims_to_be_endless_is_not_read_on(tmp_path: Path) -> None:
    header = tarfile.TarInfo("huge")
    header.size = 1 << 40
    (tmp_path / "bomb").write_bytes(gzip.compress(header.tobuf() + bytes(100_000)))
    with pytest.raises(ModelFormatError, match="its member huge reaches past"):
        read_source(SOURCE, [tmp_path / "bomb"])
