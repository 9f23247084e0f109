"""Figures from a real standby server: exact, whoever answers."""
