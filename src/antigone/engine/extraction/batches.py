"""How much goes through a network at once: how fast depends on it, what comes out does not."""

from dataclasses import dataclass

__all__ = ["DEFAULT", "Batches"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batches:
    """detector_pixels: of all pictures in a run of the detector; a larger picture runs alone.

    chips: faces in a run of the recogniser, each with its mirror image.
    The defaults are good on the machines that were measured; `antigone models tune` measures the one at hand.
    """

    detector_pixels: int = 16 * 160 * 160
    chips: int = 16

    def __post_init__(self) -> None:
        if self.detector_pixels < 1 or self.chips < 1:
            raise ValueError(f"a batch holds at least one, not {self.detector_pixels} pixels and {self.chips} chips")


DEFAULT = Batches()
