"""Additions, erasures, searches, snapshots and re-openings in any order, against a dictionary."""

import random
import tempfile
from pathlib import Path

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from antigone.engine.index import IndexRows, Selection, TemplateIndex, open_snapshot, verify_index, write_snapshot
from builders.rows import expected_list, header, query, require_same, rows

ENTRIES = st.lists(st.integers(1, 60), min_size=1, max_size=8, unique=True)


def one_row(entry: int) -> IndexRows:
    """What entry number `entry` always is, five to a subject."""
    return rows([entry], length=4, subjects=[entry // 5])


def together(entries: list[int]) -> IndexRows:
    parts = [one_row(entry) for entry in entries]
    names = ("entries", "subjects", "galleries", "vectors", "cohort")
    return IndexRows(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})


class IndexMachine(RuleBasedStateMachine):
    """The model: live rows by entry number, the entries that were ever erased, and the log of changes."""

    def __init__(self) -> None:
        super().__init__()
        self.home = tempfile.TemporaryDirectory()
        self.folder = Path(self.home.name)
        self.index = TemplateIndex(header(4))
        self.live: dict[int, IndexRows] = {}
        self.erased: set[int] = set()
        self.log: list[tuple[str, list[int]]] = []

    @property
    def change(self) -> int:
        return len(self.log)

    def apply(self, change: int) -> int:
        """Hand a change of the log, numbered from 1, to the index."""
        act, entries = self.log[change - 1]
        return self.index.add(together(entries), change) if act == "add" else self.index.erase(entries, change)

    @rule(entries=ENTRIES)
    def add(self, entries: list[int]) -> None:
        entries = [entry for entry in entries if entry not in self.erased]
        new = {entry: one_row(entry) for entry in entries if entry not in self.live}
        if entries:
            self.log.append(("add", entries))
            assert self.apply(self.change) == len(new)
            self.live |= new

    @rule(entries=ENTRIES)
    def erase(self, entries: list[int]) -> None:
        self.log.append(("erase", entries))
        assert self.apply(self.change) == len(self.live.keys() & set(entries))
        self.live = {entry: row for entry, row in self.live.items() if entry not in entries}
        self.erased.update(entries)

    @rule(pick=st.randoms(use_true_random=False))
    def replay(self, pick: random.Random) -> None:
        """What was applied before changes nothing."""
        if self.log:
            assert self.apply(pick.randint(1, self.change)) == 0

    @rule(seed=st.integers(0, 9), top=st.integers(1, 15), galleries=st.none() | st.frozensets(st.integers(0, 3)))
    def search(self, seed: int, top: int, galleries: frozenset[int] | None) -> None:
        found = self.index.search(query(seed, length=4), selection=Selection(galleries=galleries), top=top)
        kept = [entry for entry in self.live if galleries is None or entry % 3 in galleries]
        require_same(found, expected_list(list(self.live.values()), query(seed, length=4), top, live=kept))
        assert found.references_total == len(kept)

    @rule()
    def write(self) -> None:
        live = sorted(self.live)
        write_snapshot(self.folder, header(4), [together(live)] if live else [], self.change)

    @rule(overlap=st.integers(0, 5))
    def reopen(self, overlap: int) -> None:
        """As after a crash: the last snapshot, then the log from somewhere at or before its number."""
        if (self.folder / "CURRENT").exists():
            self.index = open_snapshot(self.folder, header(4))
            for change in range(max(1, self.index.change + 1 - overlap), self.change + 1):
                self.apply(change)

    @invariant()
    def counts_agree(self) -> None:
        assert self.index.count == len(self.live)
        assert self.index.change == self.change

    def teardown(self) -> None:
        assert verify_index(self.index, np.random.default_rng(0), 2).sound
        self.home.cleanup()


IndexMachine.TestCase.settings = settings(max_examples=20, stateful_step_count=25, deadline=None)
TestIndex = IndexMachine.TestCase
