"""What is kept of a filled form: its figures and where they lead, so that it can be taken out again as it was (M8)."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.mechanisms.filling.computing import Cell, Sheetful
from fangxian.mechanisms.filling.figuring import Flag
from fangxian.mechanisms.filling.models import Filling
from fangxian.mechanisms.filling.rules.choices import Constant, Source
from fangxian.mechanisms.filling.understanding import Form
from fangxian.mechanisms.filling.writing import where
from fangxian.trees.people.actor import Actor


def as_recorded(filling: Filling, form: Form, done: Sheetful) -> Sheetful:
    """Put the recorded values in: what was handed in stays what the record says."""
    recorded = {(cell["key"], cell["cell"]): cell for cell in filling.cells}
    cells = []
    for cell in done.cells:
        kept = recorded.get((cell.key, where(form, done, cell)))
        is_figure = cell.choice.source is Source.MEASURE
        cells.append(replace(cell, value=kept["value"]) if is_figure and kept else cell)
    return replace(done, cells=cells)


def record(form: Form, done: Sheetful, cell: Cell, line: str) -> dict[str, Any]:
    """Return what is kept of a cell: its figure with the address of its entries, never a person."""
    personal = cell.personal or cell.choice.code == Constant.PHONE
    choice = cell.choice
    return {
        "key": cell.key,
        "sheet": form.sheets[cell.sheet].name,
        "cell": where(form, done, cell),
        "label": cell.label,
        "measure": choice.code if choice.source in ("", Source.MEASURE) else f"{choice.source}:{choice.code}",
        "window": choice.window.value if choice.source is Source.MEASURE else "",
        "line": choice.line or (line if choice.source is Source.MEASURE else ""),
        "value": None if personal else cell.value,
        "confidence": choice.confidence,
        "flag": cell.flag.value if cell.flag else Flag.NONE.value,
        "url": cell.url,
    }


def watermark(actor: Actor, filling: Filling) -> str:
    """Return who takes a file with persons out, when and what for."""
    said = _("Exported by %(who)s (%(account)s) on %(when)s") % {
        "who": actor.account or actor.label, "account": actor.label, "when": f"{clock.now():%Y-%m-%d %H:%M}Z",
    }  # fmt: skip
    shown = _("purpose: %(purpose)s") % {"purpose": filling.purpose}
    return f"{said} · {shown if filling.purpose else _('personal data masked')}"
