"""What all operations share: the key, the right, errors as problems, pages of a list, repeated requests."""
