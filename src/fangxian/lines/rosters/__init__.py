"""Rosters: who goes where, and who stands when (M10)."""
