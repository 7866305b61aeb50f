"""Ukrainian, as its dates and times are written on pages."""
