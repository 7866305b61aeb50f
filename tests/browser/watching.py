"""A browser that is watched: whom it asks, of what it complains, what it keeps."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Route

PATIENCE = 30_000
"""Milliseconds; two busy cores take their time."""


@dataclass
class Watch:
    """What went wrong. A refusal that a test asks for makes Chromium complain of the status: that is none."""

    address: str
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def asked(self, request: Request) -> None:
        if not request.url.startswith((self.address, "blob:", "data:")):
            self.foreign.append(request.url)

    def said(self, message: ConsoleMessage) -> None:
        refused = message.text.startswith("Failed to load resource: the server responded with a status of 4")
        if message.type in {"error", "warning"} and not refused:
            self.complaints.append(f"{message.text} ({message.location.get('url')})")


@contextmanager
def watched(browser: Browser, address: str, **options: object) -> Iterator[Page]:
    """A page in a context of its own. In the end: it asked no other host, said no error (a breach of the content
    security policy is one), and its cookies are out of reach of scripts and of other sites.
    """
    watch = Watch(address)
    context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, "locale": "en-GB", **options})  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    context.on("request", watch.asked)
    context.on("console", watch.said)
    context.on("weberror", lambda error: watch.complaints.append(str(error.error)))
    try:
        yield context.new_page()
        assert not watch.foreign, watch.foreign
        assert not watch.complaints, watch.complaints
        _check_cookies(context)
    finally:
        context.close()


def _check_cookies(context: BrowserContext) -> None:
    for cookie in context.cookies():
        assert cookie["httpOnly"], cookie["name"]
        assert cookie["sameSite"] in {"Lax", "Strict"}, cookie["name"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server said to one request: headers and text; of pictures the headers alone."""

    method: str
    url: str
    said: str


def overhear(page: Page) -> list[Answer]:
    """Listens to all that is asked of the server from now on, styles and scripts left out; the list grows."""
    heard: list[Answer] = []

    def hear(route: Route) -> None:
        answer = route.fetch(max_redirects=0)
        said = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
        if not answer.headers.get("content-type", "").startswith("image/"):
            said += "\n" + answer.text()
        heard.append(Answer(method=route.request.method, url=route.request.url, said=said))
        route.fulfill(response=answer)

    page.route(re.compile(r"^https?://[^/]+/(?!static/)"), hear)
    return heard
