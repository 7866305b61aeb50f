"""Two examiners, blind to scores and to each other, compare each candidate; what they found, and who decides between.

Public names: `components`, `entries`, `models`, `views`, `services`, `selectors`, `oversight`, `error_rates`,
`seeding`, `events`, each with its own `__all__`.
"""
