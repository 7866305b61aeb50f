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
from playwright.sync_api import Browser, Page, sync_playwright

django.setup()

from browser.acting import sign_in  # noqa: E402
from browser.places import CHROMIUM, KNOWN, Place, enrol, place, portraits_of  # noqa: E402
from browser.tour import VISITOR, furnish, is_page, stops  # noqa: E402

REPOSITORY = Path(__file__).resolve().parents[2]
LFW = Path(os.environ.get("ANTIGONE_TEST_DATA") or REPOSITORY / "../shared/data") / "lfw-dev"
SIZES = ((1440, 900), (390, 844))


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
                page.wait_for_load_state("networkidle")
                page.screenshot(path=out / f"{re.sub(r'[^a-z0-9]+', '-', stop.name)}-{width}.png", full_page=True)


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
