"""The floor: one Django page behind a session, on the same server and database engine, and nothing else.

`python bare_site.py FOLDER PORT THREADS`: prints a session's key when it is ready, and serves until it is ended.
"""

import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

BODY = "{% for number in numbers %}<p>Line {{ number }} of a page for {{ user.username }}</p>{% endfor %}"
LINES = 50


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """As plain as a page can be that knows who asks."""
    context = {"numbers": range(LINES), "user": request.user}
    return HttpResponse(engines["django"].from_string(BODY).render(context, request))


urlpatterns = [path("", page)]


def main(folder: Path, port: int, threads: int) -> None:
    """Set it all up and serve."""
    settings.configure(
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": folder / "bare.sqlite3",
                "OPTIONS": {"init_command": "PRAGMA journal_mode=WAL;"},
                "CONN_MAX_AGE": 60,
            }
        },
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions"],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        ROOT_URLCONF=__name__,
        SECRET_KEY="the floor of a benchmark",
        ALLOWED_HOSTS=["127.0.0.1"],
    )
    django.setup()
    call_command("migrate", verbosity=0)
    print(_session_key(), flush=True)

    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415 (after the settings)
    from waitress import serve  # noqa: PLC0415

    serve(get_wsgi_application(), host="127.0.0.1", port=port, threads=threads)


def _session_key() -> str:
    """Of somebody who has signed in."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415
    from django.contrib.auth.models import User  # noqa: PLC0415
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415

    user = User.objects.create_user("somebody")
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return str(store.session_key)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
