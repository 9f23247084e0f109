"""Pairing units with communities: the five ones, guardians of observed persons, daily answers (M9)."""
