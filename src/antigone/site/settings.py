"""Django's settings, derived from `Configuration`."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from antigone.casework.recognition.milvus.address import parse_address
from antigone.engine.errors import UsageError
from antigone.site.configuration import Configuration, read_configuration
from antigone.site.doors import (
    allowed_hosts,
    fingerprint,
    is_behind_tls,
    language,
    public_origin,
    secret_key,
    time_zone,
)
from antigone.site.layout import DATABASE

# psycopg's number for it; the driver may not be installed. Whatever the server's default is: a writer that has waited
# for the one before must see what that one wrote.
READ_COMMITTED = 2
# As long as SQLite waits for another writer.
LOCK_TIMEOUT = "-c lock_timeout=30s"
# Each thread that answers requests has its own, and so has a worker, which looks for work ten times a second.
KEPT_OPEN = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}


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
        **KEPT_OPEN,
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
        **KEPT_OPEN,
    }


def index_url(configuration: Configuration) -> str:
    """The address of the Milvus that holds the index, checked; empty for none. Raises UsageError."""
    if configuration.index_url:
        parse_address(configuration.index_url)
    return configuration.index_url


def identity_providers(configuration: Configuration) -> dict[str, Any]:
    """The agency's OpenID Connect provider as allauth wants it; none where no issuer is named. Raises UsageError."""
    if not configuration.oidc_issuer:
        return {}
    if not configuration.oidc_client_id:
        raise UsageError("ANTIGONE_OIDC_ISSUER is set and ANTIGONE_OIDC_CLIENT_ID is not.", advice="Set both or none.")
    app = {
        "provider_id": "oidc",
        "name": configuration.oidc_name,
        "client_id": configuration.oidc_client_id,
        "secret": configuration.oidc_client_secret.get_secret_value(),
        "settings": {"server_url": configuration.oidc_issuer},
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


CONFIGURATION = read_configuration()
ANTIGONE_HOME = CONFIGURATION.home
ANTIGONE_PACK = CONFIGURATION.pack
ANTIGONE_DEVICE = CONFIGURATION.device
ANTIGONE_INDEX_URL = index_url(CONFIGURATION)
ANTIGONE_OPERATOR = CONFIGURATION.operator
ANTIGONE_API_RATE = CONFIGURATION.api_rate
ANTIGONE_WEBHOOK_HOSTS = [host.strip() for host in CONFIGURATION.webhook_hosts.split(",") if host.strip()]

DATABASES = {"default": database(CONFIGURATION)}
INSTALLED_APPS = [
    # First: its templates stand in the place of those that other apps bring.
    "antigone.web",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "antigone.casework.audit",
    "antigone.casework.accounts",
    "antigone.casework.replies",
    "antigone.casework.jobs",
    "antigone.casework.evidence",
    "antigone.casework.recognition",
    "antigone.casework.galleries",
    "antigone.casework.cases",
    "antigone.casework.searches",
    "antigone.casework.examinations",
    "antigone.casework.webhooks",
]
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SECRET_KEY = secret_key(CONFIGURATION.home)
ROOT_URLCONF = "antigone.site.urls"
WSGI_APPLICATION = "antigone.site.wsgi.application"
ALLOWED_HOSTS = allowed_hosts(CONFIGURATION)
CSRF_TRUSTED_ORIGINS = [origin] if (origin := public_origin(CONFIGURATION)) else []
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "antigone.web.shared.middleware.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "antigone.web.shared.middleware.ClosedByDefault",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "antigone.web.shared.context.chrome",
            ],
            "builtins": ["antigone.web.templatetags.wording"],
        },
    }
]

# What a browser keeps. Where there is TLS, cookies travel over it alone, and under names that browsers take from no
# other door: neither from plain HTTP nor from a neighbouring host name.
BEHIND_TLS = is_behind_tls(CONFIGURATION)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_NAME = "__Host-sessionid" if BEHIND_TLS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if BEHIND_TLS else "csrftoken"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 60 * 60
# Whether a request came over TLS is what waitress says (`doors.proxy_rules`); a header that the site itself looked at
# could be anybody's.
SECURE_PROXY_SSL_HEADER = None
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_SSL_HOST = urlsplit(CONFIGURATION.public_url).netloc or None
# This host name alone: its neighbours are not ours to decide about.
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Counters of refused sign-ins live in the database: there is no other service, and every process sees them.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "web_cache"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["bulk", "searches"]}}

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "display_name", "email"]},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "antigone.web.account.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_FORMS = {
    "login": "antigone.web.account.entrance.SignInForm",
    "change_password": "antigone.web.account.entrance.PasswordForm",
}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# Sessions end with SESSION_COOKIE_AGE and are not asked about.
ACCOUNT_SESSION_REMEMBER = True
# Refused sign-ins of one account, and those of one address, until even the right password is refused.
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/300s/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if is_behind_tls(CONFIGURATION) else 0
MFA_ADAPTER = "antigone.web.account.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Antigone"
# Telephones' clocks are a few seconds off.
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not is_behind_tls(CONFIGURATION)
SOCIALACCOUNT_ADAPTER = "antigone.web.account.adapters.IdentityAdapter"
SOCIALACCOUNT_PROVIDERS = identity_providers(CONFIGURATION)

STATIC_URL = f"static/{fingerprint(Path(__file__).resolve().parents[1] / 'web' / 'static')}/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_IMMUTABLE_FILE_TEST = f"^/{STATIC_URL}"
# The whole of a request, as waitress takes it in; a reverse proxy has a limit of its own.
ANTIGONE_UPLOAD_LIMIT = CONFIGURATION.upload_limit_mb * 1024**2
# A photograph is read in parts and hashed as it comes; what is larger than this goes to a file first.
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024**2
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_NUMBER_FILES = 1000

USE_TZ = True
TIME_ZONE = time_zone(CONFIGURATION)
USE_I18N = True
LANGUAGES = [("en", "English"), ("uk", "Українська")]
LANGUAGE_CODE = language(CONFIGURATION, dict(LANGUAGES))
FORMAT_MODULE_PATH = "antigone.web.formats"
LOCALE_PATHS = [Path(__file__).resolve().parents[1] / "locale"]
# A served process says what it writes down, and where (`logs`); a command reports its errors itself.
LOGGING_CONFIG = None
DEBUG = False
