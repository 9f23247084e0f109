"""Zones, building heads and household links: who looks after which households, and which nobody does (M2)."""
