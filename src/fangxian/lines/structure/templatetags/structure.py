"""What a line of a ledger shows, by field; and what a place of the chain holds, by function."""

from collections.abc import Mapping, Sequence

from django import template

from fangxian.mechanisms.ledgers.queries import Line

register = template.Library()


@register.filter
def shows(line: Line, code: str) -> str:
    """Return a field of a line as people read it."""
    return line.shown(code)


@register.filter
def held(charges: Mapping[str, Sequence[Line]], function: str) -> Sequence[Line]:
    """Return who has a function."""
    return charges.get(function, ())
