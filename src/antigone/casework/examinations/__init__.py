"""What examiners see in a candidate list: blind assignment, notes, sheets, conclusions, arbitration, known answers.

Public names: `models`, `services`, `selectors`, `policy`, `events`, each with its own `__all__`.
"""
