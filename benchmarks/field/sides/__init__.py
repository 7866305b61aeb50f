"""Each module has SIDES: the name of an entrant to what makes it from the gallery's folder and a number of threads."""
