"""The people of an agency and what the agency goes by: its administrator's pages."""
