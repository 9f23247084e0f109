"""Rosters solved: pure Python over OR-Tools, no Django (M10; the formula stands in docs/rosters.md)."""
