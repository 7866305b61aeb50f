"""Photographs of a list: their addresses, which tell a place in it and nothing else, and the bytes behind them."""

from collections.abc import Callable, Iterable
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from antigone.casework.accounts.roles import Right
from antigone.casework.examinations.oversight import arbitration_photograph
from antigone.casework.examinations.selectors import candidate_photograph, probe_photograph
from antigone.casework.examinations.views import PictureView
from antigone.casework.reports.overlays import MapQuestion, map_so_far
from antigone.casework.reports.tasks import order_map
from antigone.web.shared.access import SignedIn, form, page
from antigone.web.shared.pictures import picture_response, sealed

__all__ = ["arbitration_pictures", "list_pictures", "sheet_pictures"]

Shown = list[dict[str, object]]
Address = Callable[[PictureView], str]


def list_pictures(assignment: UUID, probes: Iterable[PictureView]) -> Shown:
    """The probe photographs as pages and viewer take them."""
    return _shown(probes, lambda one: reverse("examinations:probe", args=[assignment, one.index]), _("Probe"))


def sheet_pictures(
    assignment: UUID, position: int, probes: Iterable[PictureView], pictures: Iterable[PictureView]
) -> list[Shown]:
    """Both sides of a sheet."""

    def address(one: PictureView) -> str:
        return reverse("examinations:reference", args=[assignment, position, one.index])

    return [list_pictures(assignment, probes), _shown(pictures, address, _reference())]


def arbitration_pictures(
    examination: UUID, position: int, probes: Iterable[PictureView], pictures: Iterable[PictureView]
) -> list[Shown]:
    """Both sides for the supervisor who decides."""

    def address(side: str) -> Address:
        return lambda one: reverse("examinations:arbitration_picture", args=[examination, position, side, one.index])

    return [_shown(probes, address("probe"), _("Probe")), _shown(pictures, address("reference"), _reference())]


@page(Right.EXAMINE)
def probe(request: SignedIn, assignment: UUID, index: int) -> HttpResponse:
    """A photograph of the unidentified person."""
    return picture_response(request, probe_photograph(request.actor, assignment, index))


@page(Right.EXAMINE)
def reference(request: SignedIn, assignment: UUID, position: int, index: int) -> HttpResponse:
    """A photograph of a candidate."""
    return picture_response(request, candidate_photograph(request.actor, assignment, position, index))


@page(Right.ARBITRATE)
def arbitration_picture(request: SignedIn, examination: UUID, position: int, side: str, index: int) -> HttpResponse:
    """A photograph of either, for whoever decides between the examiners."""
    photograph = arbitration_photograph(request.actor, examination, position, index, of_probe=side == "probe")
    return picture_response(request, photograph)


@form(Right.EXAMINE)
def similarity_map(request: SignedIn, assignment: UUID, position: int, probe: int, reference: int) -> HttpResponse:
    """Which regions make the two alike to the recogniser, and which set them apart: one PNG, the probe on the left.

    POST has a worker make it. Until it is there the answer is 202 and nothing.
    """
    asked = MapQuestion(assignment=assignment, position=position, probe=probe, reference=reference)
    if request.method == "POST":
        order_map(asked, by=request.actor)
    picture = map_so_far(request.actor, asked)
    if picture is None:
        return HttpResponse(status=202, headers={"Cache-Control": "no-store"})
    return sealed(HttpResponse(picture, content_type="image/png"))


def _shown(pictures: Iterable[PictureView], address: Address, name: str) -> Shown:
    return [_picture(one, address(one), name) for one in pictures]


def _picture(one: PictureView, url: str, name: str) -> dict[str, object]:
    return {
        "url": f"{url}?size=full",
        "screen": url,
        "small": f"{url}?size=small",
        "name": _caption(one, name),
        "place": one.index,
        "width": one.width,
        "height": one.height,
        "landmarks": None if one.face is None else one.face.landmarks,
        "veiled": one.veiled,
    }


def _caption(one: PictureView, name: str) -> str:
    facts = [_("%(name)s, photograph %(number)s") % {"name": name, "number": one.index + 1}]
    if one.captured_on:
        facts.append(_("taken %(date)s") % {"date": one.captured_on})
    if one.age is not None:
        facts.append(_("aged %(least)s to %(greatest)s") % {"least": one.age[0], "greatest": one.age[1]})
    return ", ".join(facts)


def _reference() -> str:
    return pgettext("photograph", "Reference")
