"""How templates of the line say a state, a lateness, an instant."""

import datetime

from django import template

from fangxian.lines.arrivals import showing
from fangxian.lines.arrivals.models import ArrivalReport, Standing

register = template.Library()


@register.simple_tag(takes_context=True)
def state_chip(context: template.Context, standing: Standing) -> showing.Chip:
    """Return the chip of a report's state, as of the page's hour."""
    return showing.state_chip(standing, context.get("as_of"))


@register.simple_tag(takes_context=True)
def due_chip(context: template.Context, due: datetime.datetime | None) -> showing.Chip:
    """Return how late something is, or how much time is left, as of the page's hour."""
    return showing.due_chip(due, context.get("as_of"))


@register.filter
def arrival(report: ArrivalReport) -> str:
    """Say when somebody arrived."""
    return showing.arrival_of(report)


@register.filter
def reported(standing: Standing) -> str:
    """Say when a side reported and how long after the arrival."""
    return showing.reported_of(standing)


@register.filter
def moment(instant: datetime.datetime) -> str:
    """Say an instant."""
    return showing.instant(instant)


@register.filter
def day(instant: datetime.datetime) -> str:
    """Say a day."""
    return showing.instant(instant, with_time=False)


@register.filter
def fields(names: str | list[str]) -> str:
    """Say the names of conflicting fields."""
    return showing.field_names(names)
