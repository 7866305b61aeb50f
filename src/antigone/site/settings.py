"""Django's settings, derived from `Configuration`."""

from importlib.util import find_spec
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from antigone.engine.errors import UsageError
from antigone.site.configuration import Configuration
from antigone.site.layout import DATABASE

# psycopg's number for it; the driver may not be installed. Whatever the server's default is: a writer that has waited
# for the one before must see what that one wrote.
READ_COMMITTED = 2
# As long as SQLite waits for another writer.
LOCK_TIMEOUT = "-c lock_timeout=30s"


def database(configuration: Configuration) -> dict[str, Any]:
    """The one database: SQLite in the home folder, or the PostgreSQL that the URL names. Raises UsageError."""
    if configuration.database_url:
        return _postgresql(configuration.database_url)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": configuration.home / DATABASE,
        "OPTIONS": {
            # Writers queue at BEGIN instead of failing at the first write of a transaction that began as a reader.
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"
            ),
        },
    }


def _postgresql(text: str) -> dict[str, Any]:
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError:
        url, port = urlsplit(""), None
    name = unquote(url.path.lstrip("/"))
    if url.scheme not in {"postgresql", "postgres"} or not name:
        # The text itself is not shown: there is a password in it.
        raise UsageError(
            "ANTIGONE_DATABASE_URL is no address of a PostgreSQL database.",
            advice="Write postgresql://user:password@host:port/name, or leave it empty for the file in the home.",
        )
    if find_spec("psycopg") is None:
        raise UsageError(
            "PostgreSQL needs the package psycopg, which is not installed.", advice="pip install 'psycopg[binary]'"
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or "",
        "PORT": str(port or ""),
        # What the address says after `?`, `sslmode` above all, is the driver's to understand.
        "OPTIONS": {"options": LOCK_TIMEOUT, **dict(parse_qsl(url.query)), "isolation_level": READ_COMMITTED},
    }


CONFIGURATION = Configuration()
ANTIGONE_HOME = CONFIGURATION.home
ANTIGONE_PACK = CONFIGURATION.pack

DATABASES = {"default": database(CONFIGURATION)}
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "antigone.casework.audit",
    "antigone.casework.accounts",
    "antigone.casework.evidence",
    "antigone.casework.recognition",
    "antigone.casework.galleries",
    "antigone.casework.cases",
    "antigone.casework.searches",
]
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Nothing is signed or served yet; Django insists on a value all the same.
SECRET_KEY = "no web server in this process"  # noqa: S105
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
LOGGING_CONFIG = None
