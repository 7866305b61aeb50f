"""Ukrainian in the browser: a journey, and no English left over on the pages there are."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import polib
import pytest
from playwright.sync_api import Page, expect

from browser.places import Place
from builders.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.data, pytest.mark.starter]

CATALOGUE = Path(__file__).parents[2] / "src/antigone/locale/uk/LC_MESSAGES/django.po"
PLACE = re.compile(r"%\(\w+\)[ds]|\{\w+\}|%%")
SHOWN = """() => [
  ...document.body.innerText.split("\\n"), document.title.split(" · ")[0],
  ...[...document.querySelectorAll("[aria-label],[placeholder],[title]")].flatMap(one =>
    ["aria-label", "placeholder", "title"].map(name => one.getAttribute(name) ?? "")),
].map(one => one.trim()).filter(Boolean)"""
"""Every line that a person reads or hears."""


@pytest.fixture
def pages(office: Place, portraits: dict[str, list[Path]]) -> dict[str, list[str]]:
    """The pages of a home at work, by who opens them."""
    probe = next(iter(portraits.values()))[2]
    done = office.command("search", probe, "--case", "Ж-7", "--strangers", "off")
    assert done.returncode == 0, done.stdout + done.stderr
    return dict(office.inside("browser.worked_home"))


@pytest.fixture
def served(office: Place, pages: dict[str, list[str]]) -> Iterator[Server]:
    with office.served() as server:
        yield server


@pytest.fixture
def left_over() -> Callable[[str], bool]:
    """Whether a line is one that the catalogue has in Ukrainian."""
    texts = [one for entry in polib.pofile(CATALOGUE) for one in (entry.msgid, entry.msgid_plural) if one]
    english = [one for one in texts if re.search("[A-Za-z]{3,} [A-Za-z]{2,}|^[A-Z][a-z]{3,}$", PLACE.sub("", one))]
    exact = {one for one in english if not PLACE.search(one)} - {"English"}
    filled = [
        re.compile(".+?".join(re.escape(piece) for piece in PLACE.split(one)))
        for one in english
        if len(re.findall("[A-Za-z]", PLACE.sub("", one))) >= 8
    ]
    return lambda line: line in exact or any(pattern.fullmatch(line) for pattern in filled)


@pytest.fixture
def people(served: Server, signed_in: Callable[..., Page]) -> Callable[..., Page]:
    return lambda name, **options: signed_in(served.started["address"], name, locale="uk-UA", **options)


def test_a_list_is_reached_and_the_log_tells_it(people: Callable[..., Page]) -> None:
    page = people("registrar")
    expect(page.locator("html")).to_have_attribute("lang", "uk")
    expect(page.get_by_role("heading", level=1)).to_have_text("Що чекає на вас")
    page.get_by_role("link", name="Справи", exact=True).click()
    page.get_by_role("link", name="Ж-7", exact=True).click()
    expect(page.get_by_text("Померла особа", exact=True)).to_be_visible()
    page.locator("tbody a[href^='/searches/']").first.click()
    expect(page.get_by_text("Показники не спираються на фотографії померлих")).to_be_visible()
    page.get_by_role("button", name="Відкрити список з оцінками").click()
    expect(page.get_by_text("Очікувані сторонні", exact=True).first).to_be_visible()

    log = people("auditor")
    log.goto(log.url.rstrip("/") + "/log/")
    expect(log.get_by_text("відкрито справу Ж-7 (померла особа)")).to_be_visible()
    expect(log.get_by_text("виконано вхід (пароль)").first).to_be_visible()


@pytest.mark.parametrize("width", [1440, 390])
def test_no_page_keeps_a_sentence_in_english_or_reaches_out(
    people: Callable[..., Page],
    served: Server,
    pages: dict[str, list[str]],
    left_over: Callable[[str], bool],
    width: int,
) -> None:
    """Ukrainian words are longer, and fit all the same."""
    found: dict[str, object] = {}
    for name, paths in pages.items():
        page = people(name, viewport={"width": width, "height": 900})
        for path in paths:
            answer = page.goto(served.started["address"] + path)
            assert answer is not None, path
            assert answer.status == 200, path
            if lines := [line for line in page.evaluate(SHOWN) if left_over(line)]:
                found[path] = lines
            if (over := page.evaluate("document.documentElement.scrollWidth - innerWidth")) > 0:
                found[path] = over

    assert sum(len(paths) for paths in pages.values()) >= 25
    assert found == {}


def test_the_language_is_chosen_before_signing_in_and_in_the_account(
    new_page: Callable[..., Page], served: Server, people: Callable[..., Page]
) -> None:
    page = new_page(served.started["address"])
    page.goto(served.started["address"] + "/cases/")
    page.get_by_role("button", name="Українська").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Увійти")
    assert "next=" in page.url

    own = people("supervisor")
    own.goto(served.started["address"] + "/account/")
    own.get_by_label("Мова сторінок").select_option("en")
    own.locator("form[action$='/language/'] button").click()
    expect(own.locator("html")).to_have_attribute("lang", "en")
