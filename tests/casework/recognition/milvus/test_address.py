"""Addresses of Milvus servers."""

import pytest

from antigone.casework.recognition.milvus.address import MilvusAddress, configured_address, parse_address
from antigone.engine.errors import UsageError


def test_what_an_address_may_say() -> None:
    assert parse_address("milvus://index.example.org") == MilvusAddress(host="index.example.org", port=19530)
    found = parse_address("milvus://anna:p%40ss@10.0.0.7:19531/missing?index=hnsw&tls=yes")
    assert found == MilvusAddress(
        host="10.0.0.7", port=19531, database="missing", user="anna", password="p@ss", tls=True, index="HNSW"
    )
    assert (found.place, found.exact, parse_address("milvus://h").exact) == ("10.0.0.7:19531", False, True)
    assert "p@ss" not in repr(found)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("http://secret@host:19530", "does not begin with milvus://"),
        ("milvus://", "names no host"),
        ("milvus://host:0", "its port is no number"),
        ("milvus://host:99999", "its port is no number"),
        ("milvus://host:abc", "its port is no number"),
        ("milvus://host/one/two", "more than the name of one database"),
        ("milvus://host#part", "more than the name of one database"),
        ("milvus://secret@host?index=DISKANN", "index is one of FLAT, IVF_FLAT, IVF_SQ8, HNSW"),
        ("milvus://host?tls=1", "tls is yes or no"),
        ("milvus://host?ef=5", "an option that there is not: ef"),
    ],
)
def test_what_is_no_address_is_refused_without_its_password(text: str, reason: str) -> None:
    with pytest.raises(UsageError, match=reason) as refused:
        parse_address(text)
    assert "secret" not in refused.value.diagnostics()
    assert "milvus://host:19530" in refused.value.advice


def test_without_an_address_the_home_holds_the_index(settings: object) -> None:
    assert configured_address() is None
    settings.ANTIGONE_INDEX_URL = "milvus://host"  # type: ignore[attr-defined]
    assert configured_address() == MilvusAddress(host="host")
