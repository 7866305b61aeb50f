"""A process that answers browsers: waitress around the site, on a socket that the supervisor listens on."""

import signal
import socket
import sys
import time
from types import FrameType
from typing import Any

from django.conf import settings
from django.urls import reverse
from waitress import wasyncore
from waitress.server import create_server

from antigone.site.doors import proxy_rules
from antigone.site.logs import RequestLog, log_errors
from antigone.site.wsgi import application

LOOK_EVERY = 0.5
FINISH_SECONDS = 8.0
CONNECTIONS = 1000


def serve_requests(listener: socket.socket, *, threads: int, log_requests: bool) -> None:
    """Answer until SIGTERM; what is being answered then is finished, within bounds."""
    log_errors()
    # All pages are imported now, not by the first person who comes.
    reverse("home")
    connections: dict[int, Any] = {}
    server = create_server(
        RequestLog(application, sys.stderr.write) if log_requests else application,
        map=connections,
        sockets=[listener],
        threads=threads,
        ident=None,
        connection_limit=CONNECTIONS,
        asyncore_use_poll=True,
        max_request_body_size=settings.ANTIGONE_UPLOAD_LIMIT,
        **proxy_rules(settings.CONFIGURATION),
    )
    asked = _Asked()
    signal.signal(signal.SIGTERM, asked)
    while not asked.to_end:
        wasyncore.loop(timeout=LOOK_EVERY, use_poll=True, map=connections, count=1)
    server.accepting = False
    until = time.monotonic() + FINISH_SECONDS
    while time.monotonic() < until and any(_is_busy(channel) for channel in server.active_channels.values()):
        wasyncore.loop(timeout=0.05, use_poll=True, map=connections, count=1)
    server.task_dispatcher.shutdown(timeout=1)


class _Asked:
    to_end = False

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        self.to_end = True


def _is_busy(channel: Any) -> bool:
    """Whether a request of this connection is being answered, or its answer sent."""
    return bool(channel.requests or channel.total_outbufs_len)
