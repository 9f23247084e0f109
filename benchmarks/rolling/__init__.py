"""Figures of a country asked while it reports: roll-ups, past minutes, trends, both trees, many writers."""
