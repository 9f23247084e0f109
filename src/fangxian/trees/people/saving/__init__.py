"""Saved views: a list's filters kept under a name, one's own or shared below, one of them the default (M5)."""

from fangxian.trees.people.saving.pages import savable

__all__ = ["savable"]
