"""What was answered to a program's request, kept a day, so that a request sent again is not carried out again.

Public names: `models`, `services`, each with its own `__all__`.
"""
