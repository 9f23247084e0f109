"""The superior's form, whatever it looks like, filled from the ledgers (M8)."""
