"""The words of a model card, in sections that a terminal and a page lay out each in its way."""

from collections.abc import Iterator
from dataclasses import dataclass

from antigone.engine.evaluation.cards.card import ModelCard, model_facts
from antigone.engine.evaluation.cards.summary import EvaluationSummary, GroupFigures, Missed
from antigone.engine.runtime import ModelSpec
from antigone.engine.scoring import Estimate

HASH_DIGITS = 12
_USUAL_COLUMNS = ("sex", "age_band", "region", "condition")
_NAMES = {"sha256": "SHA-256", "training_data": "trained on", "template_length": "numbers"}
_WITHDRAWN = {
    "yes": "yes, its publisher took it back",
    "partly": "partly: its publisher took a part of it back",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """facts: name and value. sentences: one a bullet."""

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    sentences: tuple[str, ...] = ()


def card_sections(card: ModelCard) -> tuple[Section, ...]:
    """What it is for, what was measured, for whom not, what it is made of; empty sections are left out."""
    pack = card.manifest
    sections = (
        Section(title="Meant for", sentences=pack.meant_for),
        Section(title="Not for", sentences=pack.not_for),
        *_measured(card),
        Section(title="Worth knowing", sentences=pack.figures),
        _by_group(card),
        *(_model(model) for model in pack.models),
    )
    return tuple(section for section in sections if section.facts or section.sentences)


def _model(model: ModelSpec) -> Section:
    facts = model_facts(model)
    kind = facts.pop("kind")
    facts["withdrawn"] = _WITHDRAWN.get(model.training_data.withdrawn, facts["withdrawn"])
    named = tuple((_NAMES.get(name, name), text) for name, text in facts.items())
    return Section(title=kind.capitalize(), facts=named)


def _measured(card: ModelCard) -> Iterator[Section]:
    sides = (("Measured by the project", card.project), ("Measured by this site", card.site))
    for title, summary in sides:
        if summary is not None:
            yield Section(title=title, facts=tuple(_facts(summary)), sentences=tuple(_remarks(summary, card)))
    if card.project is None and card.site is None:
        sentence = (
            "Not evaluated: nobody has measured these two models here. Measure them on photographs of people who are "
            f"known: ANTIGONE_PACK={card.manifest.id} antigone evaluate DATASET --out DIR"
        )
        yield Section(title="Measured", sentences=(sentence,))


def _facts(summary: EvaluationSummary) -> Iterator[tuple[str, str]]:
    data = summary.dataset
    without = f", {data.without_face:,} without a face" if data.without_face else ""
    people = f"{data.people:,} people, {data.people_with_two:,} with two photographs or more"
    yield (
        "on",
        f"{data.name}: {people}; {data.photographs:,} photographs{without} (SHA-256 {data.sha256[:HASH_DIGITS]})",
    )
    yield "when", f"{summary.day}, Antigone {summary.software}"
    yield "ranked by", _ranking(summary)
    for missed in summary.missed:
        yield f"FNIR, FPIR {_percent(missed.fpir)}", _missed(missed, summary)
    yield "rank 1", f"{_shares(summary.first)}: enrolled people who rank first, {summary.first_among:,} enrolled"
    if summary.cllr is None or summary.cllr_cal is None:
        yield "Cllr", summary.ratio_reason or "not measured"
    else:
        yield "Cllr", f"{_bits(summary.cllr)}; 1 bit says nothing, 0 is without error"
        yield "Cllr_cal", f"{_bits(summary.cllr_cal)}; what bad calibration adds to it"


def _ranking(summary: EvaluationSummary) -> str:
    if not summary.calibration_sha256:
        return f"{summary.ranked_by}, without a calibration"
    return f"{summary.ranked_by}, calibration {summary.calibration_sha256[:HASH_DIGITS]} ({summary.population})"


def _missed(missed: Missed, summary: EvaluationSummary) -> str:
    if missed.fnir is None:
        return missed.reason or "too few people"
    return f"{_shares(missed.fnir)}: enrolled people missed by a list of {summary.rank}, {summary.enrolled:,} enrolled"


def _remarks(summary: EvaluationSummary, card: ModelCard) -> Iterator[str]:
    if summary.note:
        yield summary.note
    if summary.calibration_sha256 != card.calibration_sha256:
        now = f"{card.calibration_sha256[:HASH_DIGITS]} is in use" if card.calibration_sha256 else "none is in use"
        then = summary.calibration_sha256[:HASH_DIGITS] or "none"
        yield f"Measured with another calibration ({then}) than now ({now}): evaluate again."


def _by_group(card: ModelCard) -> Section:
    measured = [summary for summary in (card.project, card.site) if summary is not None]
    columns = {column for summary in measured for column in summary.columns}
    facts = [(f"{one.column} {one.group}", _rates(one)) for summary in measured for one in summary.groups]
    warnings = [warning for summary in measured for warning in _warnings(summary)]
    absent = [column.replace("_", " ") for column in _USUAL_COLUMNS if column not in columns]
    if absent:
        reason = "the photographs measured on carry no such column" if measured else "nothing was"
        warnings.append(
            f"Not measured by {', '.join(absent)}: {reason}. That no figure stands here does not mean that all groups "
            "fare alike."
        )
    return Section(title="By group of people", facts=tuple(facts), sentences=(*warnings, *card.manifest.groups))


def _rates(one: GroupFigures) -> str:
    fpir = _shares(one.fpir) if one.fpir else "too few people"
    fnir = _shares(one.fnir) if one.fnir else "too few people"
    return f"FPIR {fpir}, FNIR {fnir}; {one.absent_people:,} absent and {one.mated_people:,} enrolled searched for"


def _warnings(summary: EvaluationSummary) -> Iterator[str]:
    """Of groups whose interval lies above the rate over all, at the one threshold."""
    over_all = {missed.fpir: missed.fnir for missed in summary.missed}
    for one in summary.groups:
        who, all_missed = f"Warning: {one.column.replace('_', ' ')} {one.group}", over_all.get(one.target)
        if one.fpir is not None and one.fpir.low > one.target:
            yield f"{who}: strangers more often than over all, {_shares(one.fpir)} against {_percent(one.target)}."
        if one.fnir is not None and all_missed is not None and one.fnir.low > all_missed.value:
            yield f"{who}: missed more often than over all, {_shares(one.fnir)} against {_share(all_missed.value)}."


def _shares(estimate: Estimate) -> str:
    return f"{_share(estimate.value)} ({_share(estimate.low)} to {_share(estimate.high)})"


def _share(value: float) -> str:
    return f"{100 * value:.1f} %"


def _percent(value: float) -> str:
    return f"{100 * value:g} %"


def _bits(estimate: Estimate) -> str:
    return f"{estimate.value:.3f} ({estimate.low:.3f} to {estimate.high:.3f})"
