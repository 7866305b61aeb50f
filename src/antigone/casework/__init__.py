"""The work around a search: who asked, on whose authority, what was kept, what was decided."""
