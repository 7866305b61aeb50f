"""The supervisor's counts over time, as charts, a table and a file."""
