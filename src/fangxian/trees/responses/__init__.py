"""The response (the emergency): level, dates, jurisdiction, rules and keys (M1)."""
