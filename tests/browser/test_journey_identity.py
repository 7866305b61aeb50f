"""From a body to a name: five people, each in a browser of their own, and the log of what they did."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.acting import Administrator, Auditor, Examiner, Registrar, Supervisor
from browser.places import Place, place
from browser.watching import Answer, overhear
from builders.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.data, pytest.mark.starter]

TELLTALE = re.compile(r'"?\b(rank|score|ranking_score|identifier|expected_strangers)"?\s*[:=]\s*"?[\d.]', re.IGNORECASE)


@pytest.fixture
def home(enrolled: Place, tmp_path: Path) -> Iterator[Place]:
    """A gallery, and nobody to look into it yet."""
    with place(tmp_path / "place" / "home", like=enrolled) as made:
        yield made


@pytest.fixture
def server(home: Place) -> Iterator[Server]:
    """Served until after the browsers have gone, which come later in the tests' arguments."""
    with home.served() as started:
        yield started


def test_from_intake_to_identity_established(
    home: Place, server: Server, new_page: Callable[..., Page], portraits: dict[str, list[Path]]
) -> None:
    wanted, photographs = next(iter(portraits.items()))
    address = server.started["address"]
    administrator = Administrator(new_page(address))
    administrator.joins(server.started["first_administrator"], username="admin")
    administrator.spares_examiners_known_answers()
    registrar, supervisor, auditor = (cast(new_page(address)) for cast in (Registrar, Supervisor, Auditor))
    examiners = {name: Examiner(new_page(address)) for name in ("eos", "eris")}
    for person, name, role in (
        (registrar, "rhea", "Registrar"),
        (examiners["eos"], "eos", "Examiner"),
        (examiners["eris"], "eris", "Examiner"),
        (supervisor, "styx", "Supervisor"),
        (auditor, "ananke", "Auditor"),
    ):
        person.joins(administrator.invites(name.title(), role), username=name)

    registrar.opens_case("2026/1")
    registrar.drops(photographs[2:4])
    registrar.waits_for_faces(2)
    registrar.describes(body_status="Whole body", found_place="Harbour of Ithaca", eyes="Closed")
    registrar.checks_the_capture("Plain background", "In focus on the eyes, nothing blurred")
    found = int(registrar.searches("2026/1").split()[0])
    assert_no_figures(registrar.page)
    registrar.gives_to_examiners()

    shown = {one["examiner"]: one["order"] for one in home.inside("browser.orders")}
    assert set(shown) == set(examiners)
    for name, examiner in examiners.items():
        heard = overhear(examiner.page)
        examiner.takes_list()
        examiner.locks_notes()
        same = [label.replace(" ", "_") == wanted for label in shown[name]]
        examiner.examines_all([3 if one else -3 for one in same], look=assert_no_figures)
        assert_blind(heard, portraits)
        tile = examiner.page.locator(".tile", has_text="potential candidate")
        expect(tile).to_contain_text(re.compile(r"rank 1, score [\d.,]+"))

    registrar.page.reload()
    agreed = registrar.page.get_by_role("row", name=wanted)
    expect(agreed).to_contain_text("Both examiners agree")
    expect(agreed.get_by_role("strong")).to_have_text("Potential candidate")
    supervisor.goes_home()
    expect(
        supervisor.page.locator(".work-group", has_text="a primary identifier or a decision is needed")
    ).to_be_visible()
    supervisor.follows("Case 2026/1")
    assert identity_is_established(supervisor.page) is False
    supervisor.closes_by_dna(
        laboratory="Institute of Phthia", reference="DNA-77", official="Themis Krit", name=wanted.replace("_", " ")
    )
    supervisor.sees("Identity established")
    assert identity_is_established(supervisor.page) is True
    acts = auditor.reads()
    assert Counter(without_ids(acts)) == Counter(story(found))
    told = auditor.reads_in("Українська")
    assert len(told) == len(acts)
    assert all(re.search("[а-щьюяєіїґ]{4}", sentence) for _who, sentence in told)
    assert home.document("audit", "verify")["clean"]


def identity_is_established(page: Page) -> bool:
    """Whether the page says so, but for the button that would make it so."""
    said = page.locator("main").inner_text().lower()
    return "identity established" in said.replace("close the case: identity established", "")


def assert_no_figures(page: Page) -> None:
    """Nothing on the page tells how alike anybody is, or who."""
    shown = page.content()
    assert not TELLTALE.search(shown), TELLTALE.search(shown)


def assert_blind(heard: list[Answer], portraits: dict[str, list[Path]]) -> None:
    """Of all that the server said before the last sheet was locked, nothing names somebody known, or a figure."""
    last = max(place for place, answer in enumerate(heard) if answer.method == "POST")
    assert last > 5
    for answer in heard[: last + 1]:
        for name in portraits:
            assert name not in answer.said, answer.url
            assert name.replace("_", " ") not in answer.said, answer.url
        assert not TELLTALE.search(answer.said), (answer.url, TELLTALE.search(answer.said))


def without_ids(acts: list[tuple[str, str]]) -> list[str]:
    """Sentences of all but the home's operator, the person in front, a word in the place of what every run has new."""
    said = [f"{who} {sentence}" for who, sentence in acts if who != "Local operator"]
    said = [re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID", one) for one in said]
    said = [re.sub(r"\b[0-9a-f]{32}\b", "SEED", one) for one in said]
    said = [re.sub(r"\b\d{4}-\d\d-\d\d\b", "DAY", one) for one in said]
    return [re.sub(r"candidate \d+ of", "candidate NUMBER of", one) for one in said]


def story(found: int) -> list[str]:
    """What happened, in the log's words, once each. found: how many candidates the search had; one was the person."""
    joined = (("Rhea", "registrar"), ("Eos", "examiner"), ("Eris", "examiner"), ("Styx", "supervisor"))
    acts = ["Administrator changed the settings of agency Local agency: seeds known answers"]
    for who, role in (("Administrator", "administrator"), *joined, ("Ananke", "auditor")):
        acts += [f"{who} joined as {role} by invitation ID", f"{who} signed in (invitation)"]
        if who != "Administrator":
            acts.append(f"Administrator invited somebody to agency Local agency as {role} (invitation ID)")
    acts += ["Rhea opened case 2026/1 (deceased), to expire on DAY"]
    acts += ["Rhea received photograph ID", "Rhea added photograph ID to case 2026/1"] * 2
    acts += [
        "Rhea described the person of case 2026/1",
        "Rhea filled in the capture checklist of photograph ID in case 2026/1",
        f"Rhea searched 1 gallery for case 2026/1: a list, {found} candidates",
        f"Rhea opened examination ID of search ID, {found} candidates",
    ]
    for examiner in ("Eos", "Eris"):
        acts += [
            f"Rhea assigned list ID to {examiner}, in the order of seed SEED",
            f"{examiner} locked the probe notes of list ID",
            *[f"{examiner} locked the opinion on candidate NUMBER of list ID"] * found,
            f"{examiner} completed list ID; scores and ranks of search ID were shown",
        ]
    acts += ["Eris resolved candidate NUMBER of examination ID: potential candidate, by agreement"]
    acts += ["Eris resolved candidate NUMBER of examination ID: not a candidate, by agreement"] * (found - 1)
    acts += ["Eris excluded a candidate of search ID for case 2026/1"] * (found - 1)
    return [*acts, "Styx closed case 2026/1: identity established by DNA, decided on DAY"]
