"""A browser as the server sees one: cookies, a connection that is kept, a cache, the parts that a page asks for."""

import http.client
import random
import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from html import unescape
from urllib.parse import urlencode, urlsplit

PATIENCE = 60.0
THINK = (1.0, 3.0)
_TAG = re.compile(r"<(?:img|script|link|input|\w+)\b[^>]*>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_AGE = re.compile(r"max-age=(\d+)")
CSRF = "csrfmiddlewaretoken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request and its answer. kind: of page, as the report names it; at: seconds on the clock of `time.monotonic`.

    status: 0 where no answer came.
    """

    kind: str
    path: str
    at: float
    seconds: float
    status: int

    @property
    def failed(self) -> bool:
        return not 0 < self.status < 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An answer as a browser keeps it."""

    path: str
    status: int
    headers: Message
    text: str

    def tags(self) -> list[dict[str, str]]:
        """Attributes of every tag that can name another address or holds a field."""
        return [{name: unescape(value) for name, value in _ATTRIBUTE.findall(tag)} for tag in _TAG.findall(self.text)]

    def links(self, pattern: str) -> list[str]:
        """Addresses of this form that the page leads to, each once, in order."""
        return list(dict.fromkeys(unescape(found) for found in re.findall(f'href="({pattern})"', self.text)))

    def values(self, name: str) -> list[str]:
        """Values of the fields of that name."""
        return [tag.get("value", "") for tag in self.tags() if tag.get("name") == name]


@dataclass(slots=True, kw_only=True)
class Visitor:
    """One person at a browser. stop: set when everybody is to go home."""

    host: str
    port: int
    username: str
    rng: random.Random
    stop: threading.Event
    done: list[Request] = field(default_factory=list)
    searches: list[float] = field(default_factory=list)
    _cookies: dict[str, str] = field(default_factory=dict)
    _kept: dict[str, float] = field(default_factory=dict)
    _connection: http.client.HTTPConnection | None = None

    def sign_in(self, path: str, password: str) -> None:
        """Through the form, as a person. Raises RuntimeError where it is refused."""
        form = self.fetch("sign-in form", path)
        fields = {CSRF: form.values(CSRF)[0], "login": self.username, "password": password}
        answer = self.send("sign-in", path, fields)
        if "sessionid" not in self._cookies or answer.status != 302:
            raise RuntimeError(f"{self.username} was not let in: {answer.status}")

    def think(self) -> None:
        """As long as a quick person looks at a page."""
        self.stop.wait(self.rng.uniform(*THINK))

    def open(self, kind: str, path: str) -> Page:
        """A page with everything that it has the browser fetch at once."""
        page = self.fetch(kind, path)
        self._fetch_parts(page)
        return page

    def open_part(self, kind: str, path: str) -> Page:
        """A part of a page, as htmx asks for it."""
        part = self.fetch(kind, path, {"HX-Request": "true"})
        self._fetch_parts(part)
        return part

    def fetch(self, kind: str, path: str, headers: Mapping[str, str] | None = None) -> Page:
        """One GET and nothing more."""
        return self._ask(kind, "GET", path, headers=headers or {})

    def send(
        self, kind: str, path: str, fields: Mapping[str, object], headers: Mapping[str, str] | None = None
    ) -> Page:
        """A form sent back."""
        body = urlencode(fields, doseq=True).encode()
        sent = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        return self._ask(kind, "POST", path, body=body, headers=sent)

    def send_file(self, kind: str, path: str, fields: Mapping[str, str], file: tuple[str, str, bytes]) -> Page:
        """A form with a file: its field, its name, its bytes."""
        mark = "----antigone-load"
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        ]
        name, file_name, data = file
        disposition = f'form-data; name="{name}"; filename="{file_name}"'
        head = f"--{mark}\r\nContent-Disposition: {disposition}\r\nContent-Type: application/zip\r\n\r\n".encode()
        body = b"".join([*parts, head, data, f"\r\n--{mark}--\r\n".encode()])
        return self._ask(
            kind, "POST", path, body=body, headers={"Content-Type": f"multipart/form-data; boundary={mark}"}
        )

    def _fetch_parts(self, page: Page) -> None:
        for tag in page.tags():
            if tag.get("hx-trigger", "").split(" ")[0] == "load" and "hx-get" in tag:
                self.open_part("part of a page", tag["hx-get"])
            address = tag.get("src") or (tag.get("href") if tag.get("rel") in {"stylesheet", "icon"} else None)
            if address and address.startswith("/") and self._kept.get(address, 0) < time.monotonic():
                kind = "static file" if address.startswith("/static/") else "picture"
                self._keep(address, self.fetch(kind, address))

    def _keep(self, address: str, page: Page) -> None:
        age = _AGE.search(page.headers.get("Cache-Control", ""))
        self._kept[address] = time.monotonic() + (int(age.group(1)) if age else 0)

    def _ask(self, kind: str, method: str, path: str, *, headers: Mapping[str, str], body: bytes | None = None) -> Page:
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()), **headers}
        began = time.monotonic()
        try:
            page = self._answered(method, path, body, sent)
        except (OSError, http.client.HTTPException):
            self._connection = None
            page = Page(path=path, status=0, headers=Message(), text="")
        seconds = time.monotonic() - began
        self.done.append(Request(kind=kind, path=path, at=began, seconds=seconds, status=page.status))
        return page

    def _answered(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Page:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE)
        try:
            self._connection.request(method, path, body, dict(headers))
            answer = self._connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):
            # Between two clicks the server may hang up; a browser then comes again.
            self._connection.close()
            self._connection.request(method, path, body, dict(headers))
            answer = self._connection.getresponse()
        data = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, rest = cookie.partition("=")
            self._cookies[name] = rest.partition(";")[0]
        text = data.decode() if answer.headers.get_content_maintype() == "text" else ""
        return Page(path=path, status=answer.status, headers=answer.headers, text=text)


def path_of(address: str) -> str:
    """The address without its host."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
