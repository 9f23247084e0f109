"""Generators of the scenarios: the registers, workbooks and messages that units and places send (M5, M8–M11).

What scenarios share stands here; each scenario is a package of its own with ``make(directory)``.
"""
