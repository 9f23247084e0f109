"""The small world of ``fangxian.conftest``, for the tests of the whole."""

from fangxian.conftest import client_for, time, world

__all__ = ["client_for", "time", "world"]
