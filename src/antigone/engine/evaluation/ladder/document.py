"""A study as plain numbers, for `metrics.json`."""

from antigone.engine.evaluation.degradation import LADDER
from antigone.engine.evaluation.ladder.outcomes import LadderFigure
from antigone.engine.evaluation.ladder.study import LadderStudy, RungResult
from antigone.engine.scoring import Estimate

Number = int | float | None
JsonValue = str | Number | list["JsonValue"] | dict[str, "JsonValue"]


def ladder_document(study: LadderStudy) -> dict[str, JsonValue]:
    """The figures of every rung. The same study gives the same document."""
    target = study.settings.target
    return {
        "note": "Simulated damage; it validates no tier of decedents.",
        "probes": study.probes,
        "people": study.people,
        "gallery_subjects": study.subjects,
        "seed": study.settings.seed,
        "rank": target.rank,
        "fpir": target.fpir,
        "undegraded": _rung(study.undegraded),
        "degradations": [_degradation(name, rungs) for name, rungs in study.rungs.items()],
    }


def _degradation(name: str, rungs: tuple[RungResult, ...]) -> JsonValue:
    about = LADDER[name]
    return {
        "name": name,
        "family": about.family.value,
        "title": about.title,
        "measures": list(about.measures),
        "strengths": [
            {"strength": each.rung.strength, "level": list(level), **_rung(each)}
            for each, level in zip(rungs, about.levels, strict=True)
        ],
    }


def _rung(result: RungResult) -> dict[str, JsonValue]:
    figures: dict[str, JsonValue] = {figure.value: _estimate(result.figures[figure]) for figure in LadderFigure}
    return {**figures, "mean_cosine": None if result.cosine is None else round(result.cosine, 5)}


def _estimate(of: Estimate) -> JsonValue:
    return {
        "value": round(of.value, 5),
        "low": round(of.low, 5),
        "high": round(of.high, 5),
        "resolved": of.resolved,
    }
