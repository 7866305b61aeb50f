"""What was asked and what came back: probes, the candidate list frozen as it was shown, and one-to-one comparisons.

Public names: `models`, `services`, `session`, `selectors`, `documents`, `seen`, `exclusions`, `events`, each
with its own `__all__`.
"""
