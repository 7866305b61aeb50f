"""Results as text."""

from collections.abc import Sequence

from field.registry import DEEPFACE, FLAT, OURS, READ
from field.run import Result

_HEADS = {"": 46, "p50 ms": 9, "p95": 9, "x ours": 8, "batch/s": 9, "build s": 9, "MB": 8, "mapped": 8}
_COLUMNS = "".join(f"{head:>{width}}" for head, width in {**_HEADS, "mates lost": 14, "recall": 8}.items())


def table(title: str, results: Sequence[Result]) -> str:
    """A line a side; `x ours` is how many times our time of one search it takes."""
    ours = next((each.p50_ms for each in results if each.name == OURS), None)
    lines = [title, _COLUMNS, *(_line(each, ours) for each in results), *ratios(results)]
    return "\n".join(lines) + "\n"


def _line(result: Result, ours: float | None) -> str:
    if result.p50_ms is None:
        return f"  {result.name:<44}  left out: {result.left_out}"
    times = f"{result.p50_ms / ours:8.2f}" if ours else " " * 8
    lost = "" if result.mates is None else f"{result.mates_lost} of {result.mates}"
    recall = "" if result.recall is None else f"{result.recall:.4f}"
    return (
        f"  {result.name:<44}{result.p50_ms:9.2f}{result.p95_ms:9.2f}{times}{result.batch_per_second:9.1f}"
        f"{result.build_s:9.1f}{result.anonymous_mb:8.0f}{result.mapped_mb:8.0f}{lost:>14}{recall:>8}"
    )


def ratios(results: Sequence[Result]) -> list[str]:
    """What issue and docs promise, as far as both sides were measured."""
    times = {each.name: each.p50_ms for each in results if each.p50_ms is not None}
    if OURS not in times:
        return []
    ours = times[OURS]
    said = [(READ, "{:.2f} x the time to read the one-byte codes", ours / times[READ])] if READ in times else []
    said += [(name, "{:.1f} x faster than " + name, times[name] / ours) for name in (FLAT, DEEPFACE) if name in times]
    return [f"  ours: {sentence.format(value)}" for _, sentence, value in said]
