"""Writes of the room, gathered from the modules that hold them."""

from antigone.casework.examinations.notes import lock_notes, revise_notes, save_notes_draft
from antigone.casework.examinations.opening import decline, fill_seats, open_examination
from antigone.casework.examinations.opinions import finish_list, lock_opinion, revise_opinion, save_draft
from antigone.casework.examinations.resolving import arbitrate

__all__ = [
    "arbitrate",
    "decline",
    "fill_seats",
    "finish_list",
    "lock_notes",
    "lock_opinion",
    "open_examination",
    "revise_notes",
    "revise_opinion",
    "save_draft",
    "save_notes_draft",
]
