"""The pack in use measured on photographs of known people: read or taken from the cache, then evaluated."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

import numpy as np

from antigone import __version__
from antigone.casework.recognition.bridge import Recogniser, chosen_device, reader_plan
from antigone.casework.recognition.reading import PhotographItem, fingerprint, read_photographs
from antigone.casework.recognition.template_cache import CachedTemplate, TemplateCache, open_template_cache
from antigone.engine.errors import InputError, NoFaceFound, PhotographError
from antigone.engine.evaluation import Basis, CalibrationFacts, DatasetFacts, EvaluationSet, PackFacts, require_enough
from antigone.engine.types import Extraction

__all__ = [
    "LabelledPhotograph",
    "Outcome",
    "ReadDataset",
    "ReadPhotograph",
    "evaluation_data",
    "read_labelled",
    "require_people",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledPhotograph:
    """A photograph and who is on it. groups: column to value, empty text where it is not known."""

    identity: str
    item: PhotographItem
    groups: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReadPhotograph:
    """What came of a photograph that could be read. sha256: of its bytes."""

    photograph: LabelledPhotograph
    sha256: str
    template: CachedTemplate


Outcome = ReadPhotograph | tuple[LabelledPhotograph, InputError]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReadDataset:
    """The photographs as an evaluation takes them; and those that could not be read, with the reason.

    photographs: those of `data`, row by row.
    """

    data: EvaluationSet
    basis: Basis
    photographs: tuple[ReadPhotograph, ...]
    refused: tuple[tuple[LabelledPhotograph, InputError], ...]


def require_people(name: str, photographs: Iterable[LabelledPhotograph]) -> None:
    """Raises SourceError where there are too few people to measure on: asked before anything is read."""
    counts = Counter(photograph.identity for photograph in photographs)
    require_enough(name, np.array([*counts.values()], np.int64))


def read_labelled(
    photographs: Iterable[LabelledPhotograph], *, recogniser: Recogniser, home: Path, workers: int
) -> Iterator[Outcome]:
    """Every photograph with its template, or why it gives none; what the cache knows comes first.

    The home needs no database: its cache folder takes the templates, and no original is kept. A photograph without a
    face is read, too. Raises PackError and StateError.
    """
    plan = replace(reader_plan(recogniser, home), originals=None)
    with open_template_cache(home, recogniser, plan) as cache:
        unknown: list[tuple[tuple[LabelledPhotograph, str], PhotographItem]] = []
        for photograph in photographs:
            try:
                digest = fingerprint(photograph.item)
            except PhotographError as error:
                yield photograph, error
                continue
            template = cache.get(digest, photograph.item)
            if template is None:
                unknown.append(((photograph, digest), photograph.item))
            else:
                yield ReadPhotograph(photograph=photograph, sha256=digest, template=template)
        for (photograph, digest), reading in read_photographs(unknown, plan=plan, workers=workers):
            yield _settled(photograph, digest, reading.outcome, cache)


def _settled(
    photograph: LabelledPhotograph, digest: str, outcome: Extraction | InputError, cache: TemplateCache
) -> Outcome:
    match outcome:
        case Extraction():
            template = CachedTemplate(vector=outcome.template.vector, faces=len(outcome.faces))
        case NoFaceFound():
            template = CachedTemplate(vector=None, faces=0)
        case _:
            return photograph, outcome
    cache.put(digest, photograph.item, template)
    return ReadPhotograph(photograph=photograph, sha256=digest, template=template)


def evaluation_data(
    name: str, outcomes: Iterable[Outcome], recogniser: Recogniser, *, unusable: int = 0
) -> ReadDataset:
    """What was read, in an order that does not depend on how; a file that one person has twice counts once.

    unusable: how many items of the source named no photograph that could be read.
    """
    read: list[ReadPhotograph] = []
    refused: list[tuple[LabelledPhotograph, InputError]] = []
    for outcome in outcomes:
        if isinstance(outcome, ReadPhotograph):
            read.append(outcome)
        else:
            refused.append(outcome)
    distinct = _distinct(read)
    data = _evaluation_set(name, distinct, recogniser)
    facts = DatasetFacts(
        name=name,
        sha256=_dataset_hash(distinct),
        people=len(data.people),
        people_with_two=int((data.counts > 1).sum()),
        photographs=len(distinct),
        without_face=tuple(each.photograph.item.name for each in distinct if each.template.vector is None),
        several_faces=sum(each.template.faces > 1 for each in distinct),
        repeated=len(read) - len(distinct),
        refused=len(refused) + unusable,
        groups=tuple(data.groups),
    )
    basis = Basis(
        software=__version__,
        device=chosen_device(),
        dataset=facts,
        pack=PackFacts.of(recogniser.manifest),
        calibration=CalibrationFacts.of(recogniser.calibration) if recogniser.calibration else None,
    )
    return ReadDataset(data=data, basis=basis, photographs=tuple(distinct), refused=tuple(refused))


def _distinct(read: Iterable[ReadPhotograph]) -> list[ReadPhotograph]:
    ordered = sorted(read, key=lambda each: (each.photograph.identity, each.photograph.item.name, each.sha256))
    firsts: dict[tuple[str, str], ReadPhotograph] = {}
    for each in ordered:
        firsts.setdefault((each.photograph.identity, each.sha256), each)
    return [*firsts.values()]


def _evaluation_set(name: str, read: Sequence[ReadPhotograph], recogniser: Recogniser) -> EvaluationSet:
    people = sorted({each.photograph.identity for each in read})
    numbers = {identity: number for number, identity in enumerate(people)}
    nothing = np.zeros(recogniser.template_length, np.float32)
    vectors = [nothing if each.template.vector is None else each.template.vector for each in read]
    columns = dict.fromkeys(column for each in read for column in each.photograph.groups)
    return EvaluationSet(
        name=name,
        people=tuple(people),
        photographs=tuple(each.photograph.item.name for each in read),
        vectors=np.stack(vectors) if vectors else nothing[None, :][:0],
        found=np.array([each.template.vector is not None for each in read], np.bool_),
        identities=np.array([numbers[each.photograph.identity] for each in read], np.int64),
        recogniser=recogniser.identity,
        groups={column: np.array([each.photograph.groups.get(column, "") for each in read]) for column in columns},
    )


def _dataset_hash(read: Iterable[ReadPhotograph]) -> str:
    lines = sorted(f"{each.photograph.identity}\0{each.sha256}\n" for each in read)
    return sha256("".join(lines).encode("utf-8", "surrogatepass")).hexdigest()
