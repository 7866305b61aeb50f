"""Settings: one class reads the environment, and what it cannot use is a sentence."""

from pathlib import Path
from typing import Any

import psycopg
import pytest

from antigone.engine.errors import UsageError
from antigone.site import doors, settings
from antigone.site.configuration import Configuration, read_configuration

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
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
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


@pytest.mark.parametrize(
    ("variable", "given", "said"),
    [
        ("ANTIGONE_DEVICE", "gpu", "ANTIGONE_DEVICE is 'gpu'; it should be 'cpu', 'cpu-bf16' or 'cuda'."),
        ("ANTIGONE_UPLOAD_LIMIT_MB", "0", "ANTIGONE_UPLOAD_LIMIT_MB is '0'; it should be greater than or equal to 1."),
        ("ANTIGONE_UPLOAD_LIMIT_MB", "4 GB", "ANTIGONE_UPLOAD_LIMIT_MB is '4 GB'; it should be a valid integer"),
    ],
)
def test_a_value_that_cannot_be_is_said_with_its_variable(
    variable: str, given: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, given)
    with pytest.raises(UsageError) as caught:
        read_configuration()
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize(
    ("given", "origin"),
    [("", ""), ("https://antigone.example.org/", "https://antigone.example.org"), ("http://a:81", "http://a:81")],
)
def test_the_public_address_is_one_of_a_site(given: str, origin: str) -> None:
    assert doors.public_origin(Configuration(public_url=given)) == origin


@pytest.mark.parametrize("given", ["antigone.example.org", "ftp://a", "https://a/path", "https://u:p@a", "https://a:x"])
def test_another_public_address_is_refused(given: str) -> None:
    with pytest.raises(UsageError, match="no address of a site"):
        doors.public_origin(Configuration(public_url=given))


def test_only_a_proxy_with_tls_is_believed() -> None:
    assert doors.proxy_rules(Configuration(public_url="http://a")) == {"clear_untrusted_proxy_headers": True}
    rules = doors.proxy_rules(Configuration(public_url="https://a", trusted_proxy="10.0.0.9"))
    assert (rules["trusted_proxy"], rules["trusted_proxy_count"]) == ("10.0.0.9", 1)
    assert rules["trusted_proxy_headers"] == {"x-forwarded-for", "x-forwarded-proto"}


def test_a_time_zone_and_a_language_that_are_not_there_are_refused() -> None:
    with pytest.raises(UsageError, match="no time zone"):
        doors.time_zone(Configuration(time_zone="../etc/passwd"))
    with pytest.raises(UsageError, match="pages are written in en, uk"):
        doors.language(Configuration(language="xx"), ["en", "uk"])
