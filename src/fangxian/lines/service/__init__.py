"""Dual check-in, service of members, attendance at posts and handover between shifts (M10, M11)."""
