"""Settings: one class reads the environment, and what it cannot use is a sentence."""

from pathlib import Path
from typing import Any

import psycopg
import pytest

from antigone.engine.errors import UsageError
from antigone.site import settings
from antigone.site.configuration import Configuration

URL = "postgresql://an%40na:s%2Fecret@db.example:5433/antigone"


@pytest.fixture
def with_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "find_spec", lambda _: object())


def configured(**values: Any) -> dict[str, Any]:
    return settings.database(Configuration(**values))


def test_the_database_lies_in_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANTIGONE_DATABASE_URL", raising=False)
    assert configured(home=tmp_path)["NAME"] == tmp_path / "antigone.sqlite3"


@pytest.mark.usefixtures("with_driver")
def test_an_address_is_taken_apart() -> None:
    found = configured(database_url=URL)
    assert found == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "antigone",
        "USER": "an@na",
        "PASSWORD": "s/ecret",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"isolation_level": 2, "options": "-c lock_timeout=30s"},
    }


@pytest.mark.usefixtures("with_driver")
def test_what_the_driver_understands_is_handed_on() -> None:
    options = configured(database_url=f"{URL}?sslmode=verify-full&connect_timeout=5")["OPTIONS"]
    assert (options["sslmode"], options["connect_timeout"]) == ("verify-full", "5")


def test_the_isolation_is_the_drivers_read_committed() -> None:
    assert psycopg.IsolationLevel.READ_COMMITTED == settings.READ_COMMITTED


@pytest.mark.usefixtures("with_driver")
@pytest.mark.parametrize(
    "url", ["mysql://a:secret@b/c", "postgresql://a:secret@b", "postgresql://a:secret@b:port/c", "//[secret", "secret"]
)
def test_another_address_is_refused_without_showing_the_password(url: str) -> None:
    with pytest.raises(UsageError, match="is no address of a PostgreSQL database") as caught:
        configured(database_url=url)
    assert "secret" not in caught.value.diagnostics()


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "find_spec", lambda _: None)
    with pytest.raises(UsageError, match="needs the package psycopg"):
        configured(database_url=URL)


def test_the_home_is_one_place_wherever_a_process_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for given, home in {"~/a": tmp_path / "a", "b": tmp_path / "b", "": tmp_path / ".antigone"}.items():
        monkeypatch.setenv("ANTIGONE_HOME", given)
        assert Configuration().home == home
