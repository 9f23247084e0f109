"""Fangxian (防线): the working system of a local emergency command and of the grassroots behind it."""

__version__ = "0.2.0"
