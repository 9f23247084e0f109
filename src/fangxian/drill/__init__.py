"""Drills: a response played for practice, by invented people, with the truth known beforehand (M1, M5, M8)."""
