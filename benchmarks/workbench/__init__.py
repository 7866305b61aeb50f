"""The workbench under load: a home, people who click, and what it costs."""
