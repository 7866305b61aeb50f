"""Every page, at a desk and on a telephone: what axe-core finds serious in it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from browser.places import Place, place
from browser.tour import VISITOR, Stop, furnish, stops
from builders.required import missing

pytestmark = [pytest.mark.browser, pytest.mark.data, pytest.mark.starter]

AXE = Path(__file__).resolve().parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (1440, 390)
GRAVE = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
  .filter(one => ['serious', 'critical'].includes(one.impact))
  .map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | ')}`)"""
FEWEST = 60
"""Pages there are at least; a tour that comes by fewer has lost its way."""


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.exists():
        missing(f"{AXE} is not there: run `make run` or `npm ci` in frontend/")
    return AXE.read_text()


@pytest.fixture(scope="module")
def whole(staffed: Place, lfw: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Place, dict[str, Any]]]:
    """A home with something of everything, and what is where in it."""
    with place(tmp_path_factory.mktemp("whole") / "home", like=staffed) as made:
        yield made, furnish(made, lfw)


def test_no_page_keeps_anybody_out(
    whole: tuple[Place, dict[str, Any]], new_page: Callable[..., Page], signed_in: Callable[..., Page], axe: str
) -> None:
    home, things = whole
    found: dict[str, list[str]] = {}
    seen: set[str] = set()
    with home.served() as server:
        pages = {VISITOR: new_page(server.started["address"])}
        for stop in stops(things):
            if stop.username not in pages:
                pages[stop.username] = signed_in(server.started["address"], stop.username)
            page = pages[stop.username]
            if is_page(page, server.started["address"] + stop.address, stop):
                page.goto(server.started["address"] + stop.address)
                seen.add(stop.name)
                found |= {f"{stop.name} {stop.address}": grave for grave in [found_by(axe, page)] if grave}
                print(stop.name, found.get(f"{stop.name} {stop.address}"), flush=True)
    assert found == {}
    assert len(seen) > FEWEST


def is_page(page: Page, address: str, stop: Stop) -> bool:
    """Whether a whole page is there to look at: not a picture, not a part of one, nothing that only does something."""
    answer = page.request.get(address, max_redirects=0)
    if answer.status in {302, 405}:
        return False
    print(stop, answer.status) if answer.status!=200 else None
    if answer.status!=200: return False
    return answer.headers["content-type"].startswith("text/html") and "<html" in answer.text()


def found_by(axe: str, page: Page) -> list[str]:
    """At each width, with pictures loaded. The script comes in through the debugger, so the page's policy stays on."""
    page.evaluate(axe)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{width}: {one}" for one in page.evaluate(GRAVE)]
        wide = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{width}: the page is {wide} wide"] if wide > width else []
    return found
