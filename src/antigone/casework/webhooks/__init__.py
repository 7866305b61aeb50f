"""What other programs are told when something is done: signed, ids only, and to addresses the operator has named.

Public names: `models`, `services`, `selectors`, `events`, each with its own `__all__`.
"""
