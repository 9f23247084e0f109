"""What the grid's template looks up."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def at(told: Mapping[str, str], key: str) -> str:
    """Return what is told of a key, or ""."""
    return told.get(key, "")
