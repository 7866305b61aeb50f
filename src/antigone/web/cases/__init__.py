"""Pages of cases: the list, opening, the person's condition, photographs and their faces, members, closing."""
