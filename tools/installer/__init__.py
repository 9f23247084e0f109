"""Installs Fangxian from a bundle on a machine with no network: the standard library of Python 3.11, nothing else.

It travels inside the bundle and runs there: ``./install.sh`` calls ``python -m tools.installer``.
"""
