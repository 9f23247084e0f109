"""What the grid's template looks up."""

import datetime
from collections.abc import Mapping

from django import template
from django.utils import timezone

register = template.Library()


@register.filter
def at(told: Mapping[str, str], key: str) -> str:
    """Return what is told of a key, or ""."""
    return told.get(key, "")


@register.filter
def ending(moment: datetime.datetime) -> str:
    """Return the hour at which a shift ends; at midnight it ends with its day: 24:00."""
    hour = f"{timezone.localtime(moment):%H:%M}"
    return "24:00" if hour == "00:00" else hour
