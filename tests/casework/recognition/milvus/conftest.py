"""A Milvus server for the tests of this folder; each test's collections bear its own home's name."""

from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from antigone.casework.audit import Actor
from antigone.casework.recognition.bridge import Recogniser
from builders.required import missing
from casework.galleries.builders import operator
from casework.recognition.builders import recogniser


@pytest.fixture(scope="session")
def milvus_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """Started once; a test that ends it starts it again."""
    for package in ("pymilvus", "milvus"):
        if find_spec(package) is None:
            missing(f"the package {package} is not installed")
    from builders.milvus_server import MilvusProcess

    process = MilvusProcess(tmp_path_factory.mktemp("milvus"))
    process.start()
    yield process
    process.kill()


@pytest.fixture
def milvus(milvus_process: object, settings: object) -> object:
    """The running server, which ANTIGONE_INDEX_URL names."""
    if not milvus_process.running:  # type: ignore[attr-defined]
        milvus_process.start()  # type: ignore[attr-defined]
    settings.ANTIGONE_INDEX_URL = milvus_process.url  # type: ignore[attr-defined]
    return milvus_process


@pytest.fixture
def by() -> Actor:
    return operator()


@pytest.fixture
def of() -> Recogniser:
    return recogniser()
