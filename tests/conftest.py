"""Fixtures that many rooms share: a home folder per test, the photographs, the model files, the starter pack.

Where a file is not there the test is skipped with a plain reason; with ANTIGONE_TEST_REQUIRE=1 (`.ci/run`) it fails.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from importlib.util import find_spec
from pathlib import Path

import pytest

from builders.database import new_database
from builders.required import missing

REPOSITORY = Path(__file__).resolve().parents[1]
DATABASE_URL = os.environ.get("ANTIGONE_DATABASE_URL", "")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes go by their argument's name: a zip file holds the time it was packed, and all workers must name alike."""
    return argname if isinstance(val, bytes) else None


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    if DATABASE_URL and item.get_closest_marker("sqlite"):
        pytest.skip("about the SQLite file; the store of this run is PostgreSQL")


def _needed(variable: str, default: str, member: str) -> Path:
    folder = Path(os.environ.get(variable) or REPOSITORY / default)
    if not (folder / member).exists():
        missing(f"{variable} ({folder}) holds no {member}")
    return folder


@pytest.fixture(scope="session")
def lfw() -> Path:
    """Folder of lfw-dev: one sub-folder an identity."""
    return _needed("ANTIGONE_TEST_DATA", "../shared/data", "lfw-dev") / "lfw-dev"


@pytest.fixture(scope="session")
def test_models() -> Path:
    """Folder with the YuNet and MobileFaceNet files."""
    return _needed("ANTIGONE_TEST_MODELS", "../shared/models", "mobilefacenet.onnx")


@pytest.fixture(scope="session")
def starter_folder() -> Path:
    """Folder of the starter pack that `make setup` installed."""
    from antigone.engine.runtime import installation_packs

    folder = installation_packs() / "starter"
    if not (folder / "pack.toml").exists():
        missing("the starter pack is not installed: run `make setup`")
    return folder


@pytest.fixture(scope="session")
def starter(starter_folder: Path) -> object:
    """The starter pack, loaded on one thread."""
    from antigone.engine.runtime import open_pack

    return open_pack(starter_folder, threads=1)


@pytest.fixture(autouse=True)
def antigone_home(tmp_path: Path, settings: object) -> Path:
    """Every test has a home folder of its own; the database is pytest-django's."""
    home = tmp_path / "home"
    home.mkdir()
    settings.ANTIGONE_HOME = home  # type: ignore[attr-defined]
    return home


@pytest.fixture(autouse=True)
def quick_passwords(settings: object) -> None:
    """Slow on purpose where people sign in; a thousand tests make people, and nobody steals their passwords."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """A request leaves its language on the thread that answered it, here the one on which the next test runs."""
    from django.utils import translation

    yield
    translation.deactivate()


@pytest.fixture(scope="session", autouse=True)
def connection_outlives_requests() -> Iterator[None]:
    """The end of a request closes its connection; here a test's transaction stands on it, which PostgreSQL then loses.

    Django's own test client keeps it, except where a test closes a response or calls the application itself.
    """
    from django.db.backends.base.base import BaseDatabaseWrapper

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", lambda self: None)
        yield


@pytest.fixture
def own_database(antigone_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """For processes that a test starts: on SQLite the file in the test's home, on PostgreSQL a new database."""
    if not DATABASE_URL:
        yield
        return
    with new_database(DATABASE_URL) as url:
        monkeypatch.setenv("ANTIGONE_DATABASE_URL", url)
        yield


@pytest.fixture
def on_postgresql(antigone_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a new database on PostgreSQL, which processes that the test starts use, whatever the run's is."""
    server = os.environ.get("ANTIGONE_TEST_DATABASE_URL") or DATABASE_URL
    if not server:
        pytest.skip("no PostgreSQL server: ANTIGONE_TEST_DATABASE_URL names none")
    with new_database(server) as url:
        monkeypatch.setenv("ANTIGONE_DATABASE_URL", url)
        yield url


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A home as `antigone init` makes it, and on PostgreSQL the address of its database: to be copied."""
    folder = tmp_path_factory.mktemp("pattern") / "home"
    with new_database(DATABASE_URL) if DATABASE_URL else nullcontext("") as url:
        environment = {**os.environ, "ANTIGONE_HOME": str(folder)}
        if url:
            environment["ANTIGONE_DATABASE_URL"] = url
        subprocess.run([sys.executable, "-m", "antigone", "init"], env=environment, check=True, capture_output=True)
        yield folder, url


@pytest.fixture
def made_home(
    antigone_home: Path, own_database: None, pattern: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """The test's home after `antigone init`, copied: the migrations of a new home take seconds."""
    folder, url = pattern
    shutil.copytree(folder, antigone_home, dirs_exist_ok=True)
    if not url:
        yield antigone_home
        return
    with new_database(DATABASE_URL, like=url) as copied:
        monkeypatch.setenv("ANTIGONE_DATABASE_URL", copied)
        yield antigone_home


@pytest.fixture
def run_cli(antigone_home: Path, own_database: None) -> Callable[..., object]:
    """Run the command line in a process of its own, as a user does: `run_cli("init")` -> CompletedProcess."""

    def run(*arguments: object, timeout: float = 300, **options: object) -> object:
        command = [sys.executable, "-m", "antigone", *map(str, arguments)]
        environment = {**os.environ, "ANTIGONE_HOME": str(antigone_home), "COLUMNS": "80"}
        return subprocess.run(
            command, capture_output=True, text=True, timeout=timeout, env=environment, check=False, **options
        )

    return run


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
def milvus(milvus_process: object, settings: object, monkeypatch: pytest.MonkeyPatch) -> object:
    """The running server, which ANTIGONE_INDEX_URL names; collections bear the name of each test's own home."""
    if not milvus_process.running:  # type: ignore[attr-defined]
        milvus_process.start()  # type: ignore[attr-defined]
    settings.ANTIGONE_INDEX_URL = milvus_process.url  # type: ignore[attr-defined]
    monkeypatch.setenv("ANTIGONE_INDEX_URL", milvus_process.url)  # type: ignore[attr-defined]
    return milvus_process
