"""Addresses of ledgers and of their entries, and the rows of what refers to an entry."""

from typing import Any

from django import template
from django.urls import reverse

from fangxian.mechanisms.ledgers.declaring import Ledger
from fangxian.mechanisms.ledgers.queries import Line, Related

register = template.Library()


@register.simple_tag
def ledger_url(ledger: Ledger, page: str) -> str:
    """Return the address of a ledger's page."""
    return reverse(f"ledgers:{ledger.code}_{page}")


@register.simple_tag
def entry_url(ledger: Ledger, line: Line, page: str = "entry") -> str:
    """Return the address of an entry's page."""
    return reverse(f"ledgers:{ledger.code}_{page}", args=[line.row.entry_id])


@register.simple_tag
def related_rows(one: Related) -> dict[str, Any]:
    """Return the columns and rows of what refers to an entry, without the column that names it."""
    columns = [field for field in one.ledger.fields if field.listed and field.code != one.field]
    return {
        "columns": columns,
        "rows": [(line, [(field, line.shown(field.code)) for field in columns]) for line in one.lines],
    }


@register.filter
def called(line: Line, code: str) -> str:
    """Return by what the entry that a field names is called first: the name alone."""
    return line.called(code)


@register.simple_tag
def row_cells(line: Line, *codes: str) -> list[str]:
    """Return some fields of a row as people read them."""
    return [line.shown(code) for code in codes]
