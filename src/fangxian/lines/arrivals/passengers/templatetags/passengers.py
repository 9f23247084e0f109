"""How templates say a passenger's outcome."""

import uuid

from django import template

from fangxian.lines.arrivals.passengers import showing
from fangxian.lines.arrivals.passengers.models import RowStanding
from fangxian.lines.arrivals.showing import Chip

register = template.Library()


@register.filter
def at(known: dict[uuid.UUID, uuid.UUID], entry: uuid.UUID) -> uuid.UUID | None:
    """Return what is known of a row."""
    return known.get(entry)


@register.simple_tag(takes_context=True)
def outcome_chip(context: template.Context, standing: RowStanding) -> Chip:
    """Return the chip of a row's outcome, as of the page's hour."""
    return showing.outcome_chip(standing, context.get("as_of"))
