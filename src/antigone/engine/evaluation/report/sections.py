"""The sections of the page: one question each, the figures that answer it, and what they mean."""

from collections.abc import Iterator
from dataclasses import dataclass

from antigone.engine.evaluation.basis import Basis
from antigone.engine.evaluation.findings import (
    Differential,
    EvidenceValue,
    OperatingPoint,
    References,
    Reliability,
    SearchedFor,
)
from antigone.engine.evaluation.metrics import Difference
from antigone.engine.evaluation.report import figures
from antigone.engine.evaluation.report.drawing import Drawing
from antigone.engine.evaluation.report.markup import NONE, figure, heading, paragraph, share, table, target
from antigone.engine.evaluation.searching import Scoring
from antigone.engine.evaluation.study import Evaluation
from antigone.engine.scoring import Estimate

SCORING_NAMES = {Scoring.RANKING_SCORE: "ranking score", Scoring.SCORE: "cosine score"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the page, and the figures in it."""

    html: str
    drawings: tuple[Drawing, ...] = ()


def all_sections(evaluation: Evaluation, basis: Basis) -> Iterator[Section]:
    """In the order of the page."""
    yield open_set(evaluation)
    yield closed_set(evaluation)
    yield gallery_sizes(evaluation)
    yield references(evaluation.references)
    yield expected_strangers(evaluation.reliability)
    yield groups(evaluation)
    yield likelihood_ratios(evaluation.evidence)
    yield failures(basis)
    yield duplicates(evaluation)


def open_set(evaluation: Evaluation) -> Section:
    ranked = evaluation.open_set[evaluation.scoring]
    drawing = figures.draw_det(evaluation.open_set)
    rows = [
        (
            SCORING_NAMES[scoring],
            target(point.fpir),
            point.fnir or point.reason,
            _deviation(point),
            _score(point.threshold),
        )
        for scoring, found in evaluation.open_set.items()
        for point in found.fnir_at_fpir
    ]
    html = (
        heading("Missed and invented: searches where the person may be absent")
        + paragraph(
            f"Each draw leaves {target(evaluation.settings.absent_share)} of the people out of the gallery and "
            f"searches for everybody: {ranked.subjects:,} people are enrolled with one photograph each. "
            f"{evaluation.settings.draws} draws made {ranked.mated_searches:,} searches for {ranked.mated_people:,} "
            f"enrolled people and {ranked.absent_searches:,} for {ranked.absent_people:,} absent ones. "
            "FNIR(N, R, T) and FPIR(N, T) as in ISO/IEC 19795-1."
        )
        + table(("ranked by", "FPIR", f"FNIR, rank ≤ {ranked.rank}", "deviation over draws", "threshold"), rows)
        + figure(
            drawing.svg,
            "Detection error trade-off. Lower is better. Each point is a threshold: to the left fewer absent people "
            "get a wrong candidate, and more enrolled people are missed. The bands are 95 % intervals, by drawing "
            "people anew.",
        )
    )
    return Section(html=html, drawings=(drawing,))


def closed_set(evaluation: Evaluation) -> Section:
    ranked = evaluation.closed_set[evaluation.scoring]
    drawing = figures.draw_cmc(evaluation.closed_set)
    html = (
        heading("Rank of the right person: searches where everybody is enrolled")
        + paragraph(
            f"All {ranked.subjects:,} people are enrolled with one photograph; {ranked.mated_searches:,} searches with "
            f"another photograph of {ranked.mated_people:,} of them (ISO/IEC 19795-1, closed-set identification)."
        )
        + figure(
            drawing.svg,
            "Cumulative match characteristic. Higher is better. The share of searches that put the right person at "
            "this rank or better. It says nothing about people who are not enrolled, so no threshold follows from it.",
        )
    )
    return Section(html=html, drawings=(drawing,))


def gallery_sizes(evaluation: Evaluation) -> Section:
    found = evaluation.open_set[evaluation.scoring]
    drawing = figures.draw_sizes(found)
    html = heading("The size of the gallery") + figure(
        drawing.svg,
        "The same searches in smaller galleries, each with a threshold of its own. A figure holds for its gallery size "
        "only: the larger the gallery, the more strangers look alike. Beyond the last point nothing was measured.",
    )
    return Section(html=html, drawings=(drawing,))


def references(found: References | str) -> Section:
    title = heading("Several photographs of each person in the gallery")
    if isinstance(found, str):
        return Section(html=title + paragraph(found))
    some, everybody = found.with_several, found.everybody
    html = (
        title
        + paragraph(
            "The same people and searches as above, with all photographs enrolled but the one searched with: "
            f"{found.subjects:,} people, {found.mean_references:.2f} photographs each on average. Several "
            "references are taken together as in a search. The threshold is set anew, for strangers have more "
            "photographs, too. A difference whose interval holds 0 may be chance; the same people are drawn for both."
        )
        + heading("People who then have two or more in the gallery", level=3)
        + paragraph(f"{some.mated_searches:,} searches for {some.mated_people:,} people.")
        + _compared(some, found.rank)
        + heading("Everybody", level=3)
        + paragraph(f"{everybody.mated_searches:,} searches for {everybody.mated_people:,} people.")
        + _compared(everybody, found.rank)
    )
    return Section(html=html)


def _compared(found: SearchedFor, rank: int) -> str:
    rows = [
        (f"FNIR at FPIR {target(point.fpir)}, rank ≤ {rank}", point.fnir)
        for point in found.fnir_at_fpir
        if point.fnir is not None
    ]
    return table(
        ("", "one enrolled each", "all enrolled", "difference in points"),
        [
            (name, one.single, one.several, _in_points(one.difference))
            for name, one in (*rows, ("at rank 1", found.rank_1))
        ],
    )


def expected_strangers(found: Reliability | None) -> Section:
    title = heading("Does the figure of expected strangers hold its word?")
    if found is None:
        return Section(
            html=title
            + paragraph("This pack has no calibration, so it promises nothing: searches give no such figure.")
        )
    drawing = figures.draw_strangers(found)
    rows = [
        (f"{one.expected:g}", share(one.promised), one.found, one.found_overall, one.missed) for one in found.promises
    ]
    html = (
        title
        + paragraph(
            "Of the searches for absent people, the share with a candidate at or below e must be 1 − exp(−e). The last "
            f"column is what a list that is cut at e costs: enrolled people who are not on it (rank ≤ {found.rank})."
        )
        + paragraph(
            "Lists are cut by the figure that joins what the calibration says of all probes with what the highest "
            "scores of a search say of its own: that is what was found. Beside it, for comparison, the part that "
            "judges every probe alike; what a search says of its own should bring the share nearer to the promise."
        )
        + table(("list cut at e", "promised", "found", "all probes judged alike", "enrolled people missed"), rows)
        + figure(
            drawing.svg,
            "On the line the promise is kept exactly. Above it the figure is too bold: more strangers came than it "
            "said. Below it is too careful: examiners look at fewer false leads than they were told, and miss people.",
        )
    )
    return Section(html=html, drawings=(drawing,))


def groups(evaluation: Evaluation) -> Section:
    title = heading("Groups of people")
    if not evaluation.groups:
        return Section(
            html=title
            + paragraph(
                "The data set names no groups. A manifest with the columns sex, age_band, region or condition shows "
                "whether errors fall on some people more than on others; without it this is not known."
            )
        )
    columns = [_group_column(found) for found in evaluation.groups]
    return Section(
        html=title + "".join(column.html for column in columns),
        drawings=tuple(drawing for column in columns for drawing in column.drawings),
    )


def _group_column(found: Differential) -> Section:
    drawings = (figures.draw_groups(found),) if any(one.fpir or one.fnir for one in found.groups) else ()
    rows = [
        (one.group, f"{one.absent_people:,}", one.fpir, f"{one.mated_people:,}", one.fnir, one.reason)
        for one in found.groups
    ]
    spreads = [
        ("Gini (0: all alike, 1: all errors in one group)", _number(found.gini_fpir), _number(found.gini_fnir)),
        ("MXOG (highest over geometric mean, 1: all alike)", _number(found.mxog_fpir), _number(found.mxog_fnir)),
    ]
    html = (
        heading(found.column.replace("_", " ").capitalize(), level=3)
        + table(("group", "absent", "FPIR", "enrolled", "FNIR", ""), rows, text=(0, 5))
        + table(("how unequal", "FPIR", "FNIR"), spreads)
    )
    meaning = (
        f"Error rates at one threshold for all, the one where FPIR over everybody is {target(found.fpir)} (the line), "
        "after ISO/IEC 19795-10. Galleries hold everybody: among people of one group alone strangers look more alike, "
        "and FPIR is higher. Where intervals overlap, a difference may be chance."
    )
    return Section(html=html + "".join(figure(each.svg, meaning) for each in drawings), drawings=drawings)


def likelihood_ratios(found: EvidenceValue | str) -> Section:
    title = heading("Likelihood ratios")
    if isinstance(found, str):
        return Section(html=title + paragraph(found))
    drawings = figures.draw_tippett(found), figures.draw_ece(found)
    rows = [
        (name, f"{value.value:.3f}", f"{value.low:.3f} to {value.high:.3f}", meaning)
        for name, value, meaning in (
            ("Cllr", found.cllr, "0 perfect, 1 no better than no ratio"),
            ("Cllr_min", found.cllr_min, "what is left after the best recalibration: discrimination"),
            ("Cllr_cal", found.cllr_cal, "the difference: calibration"),
        )
    ]
    html = (
        title
        + paragraph(
            f"Two photographs against each other: {found.people:,} people, {found.mated_people:,} of them with a pair. "
            f"Each half is judged by ratios that the other half taught ({' and '.join(found.methods)}). This says what "
            "ratios are worth for photographs like these; it makes none for other conditions."
        )
        + table(("cost in bits", "value", "95 % interval", "meaning"), rows, text=(0, 3))
        + figure(
            drawings[0].svg,
            f"Tippett plot. The further apart the curves, the better. {share(found.tippett.misleading_mated)} of the "
            f"comparisons of one person point to two, {share(found.tippett.misleading_nonmated)} of those of two "
            "people to one.",
        )
        + figure(
            drawings[1].svg,
            "Empirical cross-entropy. Lower is better: how much is still not known after hearing the ratio, for every "
            "prior. Where the solid line lies above the dotted one, the ratios do harm; the gap to the dashed one is "
            "calibration.",
        )
    )
    return Section(html=html, drawings=drawings)


def failures(basis: Basis) -> Section:
    data = basis.dataset
    text = (
        f"No face was found in {len(data.without_face):,} of {data.photographs:,} photographs "
        f"({share(len(data.without_face) / data.photographs)}). Enrolled or searched for, they are counted as misses "
        f"(failure to acquire, ISO/IEC 19795-1). In {data.several_faces:,} more than one face was found; the largest "
        "was taken where the manifest names none."
    )
    left_out = f"Left out: {data.refused:,} files that could not be read, {data.repeated:,} copies of the same file."
    return Section(html=heading("Photographs without a face") + paragraph(text) + paragraph(left_out))


def duplicates(evaluation: Evaluation) -> Section:
    found = evaluation.duplicates
    title = heading("Two names for one person?")
    if found.reason or not found.pairs:
        return Section(html=title + paragraph(found.reason or "No two people score as one person does."))
    text = (
        f"{found.found} pairs of people have photographs that are as alike as the more alike half of two photographs "
        "of one person. Some may be one person under two names, which would count as false positives here; some are "
        "siblings or look-alikes. Nothing was changed: look at them, correct the data, evaluate again."
    )
    rows = [
        (f"{one.people[0]} / {one.people[1]}", f"{one.score:.3g}", " · ".join(one.photographs)) for one in found.pairs
    ]
    return Section(html=title + paragraph(text) + table(("people", "score", "photographs"), rows, text=(0, 2)))


def _deviation(point: OperatingPoint) -> str:
    return NONE if point.deviation is None else f"± {share(point.deviation)}"


def _in_points(difference: Difference) -> str:
    """In percentage points."""
    value, low, high = (100 * each for each in (difference.value, difference.low, difference.high))
    return f"{value:+.1f} ({low:+.1f} to {high:+.1f})".replace("-", "−")


def _score(threshold: float | None) -> str:
    return NONE if threshold is None else f"{threshold:.3f}"


def _number(value: Estimate | None) -> str:
    return NONE if value is None else f"{value.value:.3f} ({value.low:.3f} to {value.high:.3f})"
