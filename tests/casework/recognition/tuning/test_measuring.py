"""Measuring: what is chosen gives the numbers of the default, and is the fastest of those."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from antigone.casework.recognition.bridge import chosen_workers, open_recogniser, reader_plan
from antigone.casework.recognition.reading import Pace
from antigone.casework.recognition.tuning import Figure, keep_tuning, this_machine
from antigone.casework.recognition.tuning import measuring as subject
from antigone.casework.recognition.tuning.networks import AtOnce, Networks
from antigone.engine.extraction import Batches
from antigone.engine.runtime import Device, PackStore, open_pack
from antigone.engine.types import FloatArray
from builders.packs import write_pack
from casework.recognition.tuning.builders import MACHINE, tuning


def test_a_pack_is_measured_in_every_way_and_one_is_chosen(tmp_path: Path) -> None:
    pack = open_pack(write_pack(tmp_path / "small")).manifest
    steps: list[None] = []
    machine = this_machine(Device.CPU)
    found = subject.measure(pack, machine, day=date(2026, 3, 1), advance=lambda: steps.append(None), seconds=0.01)
    assert found.is_of(pack)
    assert found.machine == machine
    assert len(steps) == len(found.figures) == subject.count_steps(machine)
    assert found.workers * found.threads <= machine.cores
    assert all(figure.rate > 0 for figure in found.figures)


def test_a_batch_that_changes_the_numbers_is_not_chosen_however_fast() -> None:
    def run(size: int) -> Iterator[FloatArray]:
        yield from (np.full((size, 1), float(size == 4), dtype=np.float32) for _ in range(32 // size))

    figures = subject._sweep("at once", run, 8, subject._Timing(seconds=0.0, advance=lambda: None))
    assert [size for size, figure in figures.items() if not figure.same] == [4]
    rated = {1: 10.0, 2: 97.0, 4: 200.0, 8: 100.0}
    chosen = {size: Figure(what="", rate=rate, same=size != 4) for size, rate in rated.items()}
    assert subject._least(chosen, 0.97, 25) == 2
    assert subject._least(chosen, 0.98, 25) == 8
    assert subject._least({4: chosen[4]}, 0.98, 25) == 25


def test_the_networks_answer_alike_whatever_goes_through_at_once(tmp_path: Path) -> None:
    networks = Networks(open_pack(write_pack(tmp_path / "small")))
    assert networks.read(AtOnce(pictures=4, faces=8)) == networks.read(AtOnce(pictures=4, faces=8))
    assert networks.read(AtOnce(pictures=4, faces=8)) != networks.read(AtOnce(pictures=4, faces=8), photographs=31)


def test_readers_follow_what_was_measured(tmp_path: Path) -> None:
    home = tmp_path / "home"
    PackStore([home / "models"]).add(write_pack(tmp_path / "small"))
    recogniser = open_recogniser(home, "small")
    assert reader_plan(recogniser, home).pace == Pace()
    keep_tuning(tuning(recogniser.manifest, machine=MACHINE), home=home)
    assert reader_plan(recogniser, home).pace == Pace(), "of another machine"
    keep_tuning(tuning(recogniser.manifest, machine=this_machine(Device.CPU)), home=home)
    batches = Batches(detector_pixels=5000, chips=6)
    assert reader_plan(recogniser, home).pace == Pace(threads=1, photographs=12, batches=batches)
    assert reader_plan(recogniser, home, alone=True).pace.threads == 2
    assert chosen_workers(recogniser, home) == 3


@pytest.mark.parametrize("fields", [{"threads": 0}, {"photographs": 0}])
def test_a_pace_of_nothing_does_not_construct(fields: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="at least one"):
        Pace(**fields)
