"""What a server's processes write to stderr: errors with their trace, never to a browser; requests where asked for."""

import logging
import time
from collections.abc import Callable, Iterable
from typing import Any

# Refused addresses and broken-off connections are everyday life on a network, and each would be a trace.
EVERYDAY = ("django.security.DisallowedHost", "django.security.csrf", "waitress.queue")

StartResponse = Callable[..., Any]
Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]


def log_errors() -> None:
    """Warnings and errors of this process, with its number."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s [%(process)d] %(levelname)s %(name)s: %(message)s"))
    handler.setLevel(logging.WARNING)
    handler.addFilter(_is_worth_a_line)
    logging.basicConfig(handlers=[handler])
    for name in EVERYDAY:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    # Pages that are not there, forms that were not filled in: the page says so.
    logging.getLogger("django.request").setLevel(logging.ERROR)


def _is_worth_a_line(record: logging.LogRecord) -> bool:
    """A worker that is asked to end warns of it; the supervisor has said so."""
    return record.name != "django_tasks_db" or record.levelno >= logging.ERROR


class RequestLog:
    """Writes a line for each request: who, what, the answer's status, milliseconds until it began. No query strings:
    people's names are in them."""

    def __init__(self, application: Application, write: Callable[[str], Any]) -> None:
        self._application = application
        self._write = write

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        began = time.monotonic()

        def start(status: str, *rest: Any, **named: Any) -> Any:
            milliseconds = (time.monotonic() - began) * 1000
            what = f"{environ['REQUEST_METHOD']} {environ.get('PATH_INFO', '')}"
            self._write(f"{environ.get('REMOTE_ADDR', '-')} {what!r} {status[:3]} {milliseconds:.0f} ms\n")
            return start_response(status, *rest, **named)

        return self._application(environ, start)
