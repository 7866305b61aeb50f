"""Pictures of every page with content, at a desk and on a telephone, to be looked at: `make screenshots OUT=folder`."""

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from playwright.sync_api import Browser, Page, expect, sync_playwright

django.setup()

from django.template.loader import render_to_string  # noqa: E402

from browser.acting import sign_in  # noqa: E402
from browser.places import CHROMIUM, KNOWN, Place, enrol, place, portraits_of  # noqa: E402
from browser.tour import VISITOR, furnish, is_page, stops  # noqa: E402

REPOSITORY = Path(__file__).resolve().parents[2]
LFW = Path(os.environ.get("ANTIGONE_TEST_DATA") or REPOSITORY / "../shared/data") / "lfw-dev"
SIZES = ((1440, 900), (390, 844))
OF_NO_ADDRESS = ("400.html", "403_csrf.html", "429.html", "500.html")
"""Pages of accidents."""


@contextmanager
def whole_home() -> Iterator[tuple[Place, dict[str, Any]]]:
    """Made for the occasion, and what is where in it."""
    with tempfile.TemporaryDirectory() as folder, place(Path(folder) / "home") as home:
        enrol(home, portraits_of(LFW, KNOWN), Path(folder) / "given")
        home.inside("browser.staff")
        yield home, furnish(home, LFW)


def take(browser: Browser, address: str, whole: dict[str, Any], out: Path) -> None:
    """A file a page and width, named for its route."""
    for width, height in SIZES:
        pages: dict[str, Page] = {}
        for stop in stops(whole):
            page = pages.get(stop.username) or _entered(browser, address, stop.username, width, height)
            pages[stop.username] = page
            if is_page(page, address, stop):
                page.goto(address + stop.address)
                _keep(page, out, stop.name, width)
                if stop.name == "galleries:receipt":
                    _keep_printed(page, out, stop.name)
        _refuse_a_file(pages["registrar"], f"{address}/cases/{whole['things']['case']}/photographs/")
        _keep(pages["registrar"], out, "refused upload", width)
        for name in OF_NO_ADDRESS:
            _show(pages[VISITOR], f"{address}/{name}", render_to_string(name))
            _keep(pages[VISITOR], out, name, width)


def _keep(page: Page, out: Path, name: str, width: int) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=out / f"{re.sub(r'[^a-z0-9]+', '-', name)}-{width}.png", full_page=True)


def _keep_printed(page: Page, out: Path, name: str) -> None:
    page.emulate_media(media="print")
    _keep(page, out, f"{name} printed", page.viewport_size["width"])
    page.emulate_media(media="screen")


def _refuse_a_file(page: Page, photographs: str) -> None:
    page.goto(photographs)
    page.locator("#files").set_input_files(
        {"name": "letter.jpg", "mimeType": "image/jpeg", "buffer": b"no picture" * 9}
    )
    expect(page.locator("[data-arrivals] li")).to_contain_text("letter.jpg")
    expect(page.locator("[data-arrivals] li")).not_to_contain_text("Sending")


def _show(page: Page, address: str, text: str) -> None:
    """A page that no address has, at one; what it is made with comes from the server."""
    page.route(address, lambda route: route.fulfill(body=text, content_type="text/html"))
    page.goto(address)


def _entered(browser: Browser, address: str, username: str, width: int, height: int) -> Page:
    page = browser.new_context(viewport={"width": width, "height": height}).new_page()
    if username != VISITOR:
        sign_in(page, address, username)
    return page


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with whole_home() as (home, whole), home.served() as server, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        take(chromium, server.started["address"], whole, folder)
        chromium.close()
