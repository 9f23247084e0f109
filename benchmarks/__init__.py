"""Measurements side by side: ours against the least that any program would have to do (`make bench`)."""
