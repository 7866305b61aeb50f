"""Two photographs of a case, one against the other."""

import time
from datetime import datetime
from uuid import UUID, uuid4

from antigone.casework.audit import Actor, record, writing
from antigone.casework.cases.policy import require_searchable
from antigone.casework.evidence.locks import home_in_use
from antigone.casework.recognition.comparing import compare_templates
from antigone.casework.searches.events import PhotographsCompared
from antigone.casework.searches.freezing import act_fields, frozen_comparison
from antigone.casework.searches.models import Comparison, ComparisonProbe
from antigone.casework.searches.probes import (
    AnyProbe,
    forget_unused,
    milliseconds_since,
    probe_fields,
    require_readable,
    stage_timings,
    templates_of,
)
from antigone.casework.searches.requests import ComparisonRequest
from antigone.casework.searches.session import SearchSession
from antigone.casework.searches.tiers import tier_of
from antigone.casework.searches.warnings import basis_warnings, probe_warnings
from antigone.engine.errors import AntigoneError

__all__ = ["compare_photographs"]


def compare_photographs(
    session: SearchSession, request: ComparisonRequest, *, by: Actor, now: datetime, identity: UUID | None = None
) -> Comparison:
    """Both photographs registered under the case, and their figures; none where one of them shows no face.

    Photographs that are known are not read again. identity: the comparison's, if given.

    Raises StateError for an expired case, PhotographError where one of the two could not be read.
    """
    require_searchable(request.case, today=now.date())
    with home_in_use():
        probes = session.probes_of((request.first, request.second))
        try:
            return _compared(session, request, probes, by=by, now=now, identity=identity or uuid4())
        except AntigoneError:
            forget_unused(probes)
            raise


def _compared(
    session: SearchSession,
    request: ComparisonRequest,
    probes: list[AnyProbe],
    *,
    by: Actor,
    now: datetime,
    identity: UUID,
) -> Comparison:
    for probe in probes:
        require_readable([probe])
    began = time.perf_counter()
    templates = templates_of(probes)
    tier = tier_of(request.case)
    both = len(templates) == len(probes)
    figures = compare_templates(*templates, recogniser=session.recogniser, tier=tier) if both else None
    timings = {**stage_timings(probes), "index": milliseconds_since(began)}
    comparison = Comparison(
        id=identity,
        **act_fields(session.recogniser, request.case, by=by, now=now),
        figures=None if figures is None else frozen_comparison(figures),
        warnings=[*probe_warnings(probes), *basis_warnings(session.recogniser, request.case)],
        timings={**timings, "total": sum(timings.values())},
    )
    with writing():
        comparison.save(force_insert=True)
        for order, probe in enumerate(probes):
            fields = probe_fields(order, probe, recogniser=session.recogniser, by=by)
            ComparisonProbe.objects.create(comparison=comparison, **fields)
        event = PhotographsCompared(
            comparison=comparison.id,
            case=comparison.case_id,
            faces=len(templates),
            recogniser_sha256=comparison.recogniser_sha256,
            calibration_sha256=comparison.calibration_sha256,
        )
        record(event, by=by)
    return comparison
