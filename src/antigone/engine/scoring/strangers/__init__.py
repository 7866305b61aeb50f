"""How many strangers would rank this high: over all searches, and in the search of this probe."""

from antigone.engine.scoring.strangers.fitting import fit_prior
from antigone.engine.scoring.strangers.gallery import PHOTOGRAPHS, GalleryTail, fit_gallery_tail, spread, tail_among
from antigone.engine.scoring.strangers.overall import expected_strangers
from antigone.engine.scoring.strangers.posterior import StrangersOfProbes
from antigone.engine.scoring.strangers.prior import StrangerPrior
from antigone.engine.scoring.strangers.window import WINDOW, Windows, highest

__all__ = [
    "PHOTOGRAPHS",
    "WINDOW",
    "GalleryTail",
    "StrangerPrior",
    "StrangersOfProbes",
    "Windows",
    "expected_strangers",
    "fit_gallery_tail",
    "fit_prior",
    "highest",
    "spread",
    "tail_among",
]
