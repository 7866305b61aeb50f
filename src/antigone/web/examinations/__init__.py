"""Examination on screen: an examiner's lists, notes and sheets, and what supervisors see and decide."""
