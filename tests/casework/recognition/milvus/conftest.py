"""A Milvus server for the tests of this folder; each test's collections bear its own home's name."""

from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from builders.required import missing


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
    settings.ANTIGONE_INDEX_URL = milvus_process.url  # type: ignore[attr-defined]
    return milvus_process
