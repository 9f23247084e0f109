"""Returnees and dual reporting (M5): declared by the unit, registered by the community, reconciled."""
