"""Counts of owed reports, folded by node of both trees so that a country's are read like a county's (M8)."""
