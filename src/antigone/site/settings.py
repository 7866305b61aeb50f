"""Django's settings, derived from `Configuration`."""

from typing import Any
from urllib.parse import unquote, urlsplit

from antigone.site.configuration import Configuration


def database(configuration: Configuration) -> dict[str, Any]:
    """The one database: SQLite in the home folder, or the PostgreSQL that the URL names."""
    if configuration.database_url:
        url = urlsplit(configuration.database_url)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": url.path.lstrip("/"),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": url.hostname or "",
            "PORT": str(url.port or ""),
        }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": configuration.home / "antigone.sqlite3",
        "OPTIONS": {
            # Writers queue at BEGIN instead of failing at the first write of a transaction that began as a reader.
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"
            ),
        },
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
