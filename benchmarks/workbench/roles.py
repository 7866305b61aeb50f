"""What people of each role click, round after round, with time to think between the clicks."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from workbench.visitor import CSRF, Page, Visitor, path_of

POLL_SECONDS = 0.2
"""As the page of a job asks for itself."""

LONGEST_SEARCH = 30.0
UUID = r"[0-9a-f-]{36}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What there is to click on. progress: the page of the import that runs."""

    gallery: str
    cases: tuple[str, ...]
    progress: str


Round = Callable[[Visitor, Site], Iterator[None]]
"""One round of clicks; each `yield` is a pause."""


def registrar(one: Visitor, site: Site) -> Iterator[None]:
    """From the start page to a case, its photographs, and a search of which the result is waited for."""
    one.open("start page", "/")
    yield
    one.open("case list", "/cases/")
    yield
    case = one.rng.choice(site.cases)
    one.open("case", f"/cases/{case}/")
    yield
    one.open("photographs of a case", f"/cases/{case}/photographs/")
    yield
    form = one.open("form of a search", f"/searches/new/{case}/")
    yield
    _search(one, form)
    yield


def examiner(one: Visitor, _site: Site) -> Iterator[None]:
    """To a list and two of its sheets, with findings that are kept as they are filled in."""
    one.open("start page", "/")
    yield
    work = one.open("work list", "/examinations/")
    yield
    lists = work.links(f"/examinations/lists/{UUID}/")
    if not lists:
        return
    chosen = one.rng.choice(lists)
    shown = one.open("list to examine", chosen)
    yield
    sheets = shown.links(f"{chosen}candidates/[0-9]+/")
    for sheet in one.rng.sample(sheets, min(2, len(sheets))):
        page = one.open("sheet", sheet)
        yield
        for _ in range(2):
            _keep_draft(one, page)
            yield


def supervisor(one: Visitor, site: Site) -> Iterator[None]:
    """The counts, the decisions that wait, a case, the rates of error."""
    one.open("start page", "/")
    yield
    one.open("overview", "/overview/")
    yield
    work = one.open("work list", "/examinations/")
    yield
    for decision in work.links(f"/examinations/{UUID}/candidates/[0-9]+/")[:1]:
        one.open("arbitration", decision)
        yield
    one.open("case", f"/cases/{one.rng.choice(site.cases)}/")
    yield
    one.open("error rates", "/examinations/error-rates/")
    yield


def gallery_manager(one: Visitor, site: Site) -> Iterator[None]:
    """Through a gallery: its pages, a name looked for, a person, the import that runs."""
    gallery = f"/galleries/{site.gallery}/"
    one.open("start page", "/")
    yield
    one.open("gallery list", "/galleries/")
    yield
    one.open("gallery", gallery)
    yield
    page = one.open("gallery", f"{gallery}?page={one.rng.randint(2, 200)}")
    yield
    one.open_part("name looked for", f"{gallery}?containing={one.rng.choice(['an', 'smith', '0077', 'stranger+01'])}")
    yield
    for person in one.rng.sample(page.links(f"{gallery}subjects/{UUID}/"), 1):
        one.open("person of a gallery", person)
        yield
    for _ in range(3):
        one.open_part("progress of the import", site.progress)
        yield


def auditor(one: Visitor, site: Site) -> Iterator[None]:
    """The log, whole and by filters, and the page after."""
    one.open("start page", "/")
    yield
    shown = one.open("log", "/log/")
    yield
    one.open("log, filtered", f"/log/?{one.rng.choice(_FILTERS)}")
    yield
    one.open("log, filtered", f"/log/?mentions={one.rng.choice(site.cases)}")
    yield
    for following in shown.links(r"\?[^\"]*before=[0-9]+[^\"]*"):
        one.open("log", f"/log/{following}")
        yield


_FILTERS = (
    "name=galleries.photograph.enrolled",
    "name=searches.search.run",
    "door=web",
    "name=cases.case.opened&since=2020-01-01",
)

ROUNDS: dict[str, Round] = {
    "registrar": registrar,
    "examiner": examiner,
    "supervisor": supervisor,
    "gallery_manager": gallery_manager,
    "auditor": auditor,
}


def click(one: Visitor, round_of: Round, site: Site) -> None:
    """Round after round until it is time to stop."""
    while not one.stop.is_set():
        for _ in round_of(one, site):
            one.think()
            if one.stop.is_set():
                return


def _search(one: Visitor, form: Page) -> None:
    """From the click on Search to the result on the screen, as the browser gets there; the time is kept."""
    fields = {
        CSRF: form.values(CSRF)[:1],
        "photographs": form.values("photographs"),
        "galleries": form.values("galleries"),
        "kind": "open",
        "top": "20",
    }
    began = time.monotonic()
    sent = one.send("search sent", form.path, fields)
    if sent.status != 302:
        return
    page = one.open("page of a job", path_of(sent.headers["Location"]))
    job = path_of(sent.headers["Location"])
    address = path_of(page.headers.get("Location", ""))
    while not address and time.monotonic() - began < LONGEST_SEARCH:
        time.sleep(POLL_SECONDS)
        part = one.fetch("progress of a job", f"{job}progress/", {"HX-Request": "true"})
        address = path_of(part.headers.get("HX-Redirect", ""))
    if address:
        one.fetch("result of a search", address)
        one.searches.append(time.monotonic() - began)
    else:
        one.searches.append(float("inf"))


def _keep_draft(one: Visitor, sheet: Page) -> None:
    """Some findings and a remark, sent as htmx sends them while somebody types."""
    names = sorted({tag["name"] for tag in sheet.tags() if tag.get("name", "").startswith("finding-")})
    if not names:
        return
    fields = {name: one.rng.choice(sheet.values(name)) for name in names}
    fields |= {CSRF: sheet.values(CSRF)[0], "remark": "as far as the light allows"}
    one.send("draft kept", f"{sheet.path}draft/", fields, {"HX-Request": "true"})
