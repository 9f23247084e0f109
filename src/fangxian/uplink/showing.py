"""Nodes and figures as pages, the API, the command line and exports show them."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from fangxian.core import clock
from fangxian.core.errors import Text
from fangxian.mechanisms.figures.answers import MORE, Value
from fangxian.mechanisms.figures.measures import AnyMeasure, Mean, Rate
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response
from fangxian.uplink import queries
from fangxian.uplink.comparing import Beside, Compared
from fangxian.uplink.models import Package, Refusal, Upstream
from fangxian.uplink.rules.states import State, standing
from fangxian.uplink.rules.totals import Told

STATES: dict[State, tuple[str, Text]] = {
    State.UNPAIRED: ("neutral", _("not paired yet")),
    State.CURRENT: ("ok", _("current")),
    State.BEHIND: ("due", _("behind")),
    State.SILENT: ("late", _("silent")),
    State.REVOKED: ("past", _("revoked")),
}
OUTCOMES: dict[str, Text] = {
    "ConnectionError": _("could not be reached"),
    "ConnectTimeout": _("could not be reached"),
    "ChunkedEncodingError": _("could not be reached"),
    "SSLError": _("its certificate is not trusted"),
    "ReadTimeout": _("no answer in time"),
    "receipt": _("its answer is not signed by the node above"),
}


def node_rows(actor: Actor, response: Response) -> list[dict[str, Any]]:
    """Return the nodes below as plain rows, each with its state and since when."""
    rows, now = list(queries.nodes(actor, response)), clock.now()
    refused = queries.refusals(rows)
    found = []
    for row in rows:
        held = standing(queries.seen(row), now)
        names = (
            "id",
            "title",
            "last_received_at",
            "last_as_of",
            "last_day",
            "last_sequence",
            "minutes",
            "depth",
        )
        found.append({
            **{name: getattr(row, name) for name in names},
            "place": row.place.code, "place_name": row.place.name, "state": held.state.value,
            "since": held.since, "refused": refused[row.pk],
        })  # fmt: skip
    return found


def upstream_rows(actor: Actor, response: Response) -> list[dict[str, Any]]:
    """Return the nodes above as plain rows."""
    names = (
        "id",
        "title",
        "url",
        "waiting",
        "waiting_since",
        "last_taken",
        "last_sequence",
        "failures",
        "outcome",
        "ended_at",
    )
    return [
        {
            **{name: getattr(row, name) for name in names},
            "place": row.place.code,
            "set_aside": 0 if row.ended_at else queries.set_aside(row).count(),
        }
        for row in queries.upstreams(actor, response)
    ]


def number(measure: AnyMeasure, told: Told | None) -> float | int | None:
    """Return a figure as a number of its unit; None where nothing was told, or nothing to divide by."""
    if told is None or told.hidden:
        return None
    if isinstance(measure, Rate | Mean):
        if not told.denominator:
            return None
        share = (told.numerator or 0) / told.denominator
        places = max(told.decimals, 1)
        return (
            round(100 * share, 2) if isinstance(measure, Rate) else round(share / 10**told.decimals, places)
        )
    if told.value is None:
        return None
    return round(told.value / 10**told.decimals, told.decimals) if told.decimals else told.value


Cell = float | int | str | None
"""A figure as a page or an export shows it: a number, words where it has a qualifier, nothing where none was told."""


def cell(measure: AnyMeasure, told: Told | None) -> Cell:
    """Return a figure with its qualifier."""
    shown = number(measure, told)
    return shown if shown is None or not qualifier(told) else Value(shown, qualifier=MORE).text


def qualifier(told: Told | None) -> str:
    """Return the qualifier of a figure as official documents write it, "" where it has none."""
    return MORE if told and told.more else ""


def difference(measure: AnyMeasure, row: Beside) -> float | int | None:
    """Return what came less what was entered here; None unless there are both, or where "more than" leaves it open."""
    told, own = number(measure, row.told), number(measure, row.own)
    if told is None or own is None:
        return None
    found = round(told - own, 6)
    alike = not found and qualifier(row.told) == qualifier(row.own)
    return found if alike or not (qualifier(row.told) or qualifier(row.own)) else None


@dataclass(frozen=True)
class Line:
    """A place on the page of figures: what came, from whom, what was entered here, and how far they differ."""

    code: str
    name: str
    told: Cell
    hidden: bool
    origin: str
    own: Cell
    difference: float | int | None
    package: int | None
    others: list[tuple[str, Cell]]


def line(found: Compared, row: Beside) -> Line:
    """Return a place as the page and the exports show it."""
    measure, told = found.measure, row.told
    return Line(
        row.place.code, row.place.name, cell(measure, told), bool(told and told.hidden),
        found.names.get(told.origin, told.origin) if told else "", cell(measure, row.own),
        difference(measure, row), row.package,
        [(found.names.get(each.origin, each.origin), cell(measure, each)) for each in row.others],
    )  # fmt: skip


def total_line(found: Compared) -> Cell:
    """Return what the nodes below tell together; None where it does not add up, or nothing came."""
    return cell(found.measure, found.total.told) if found.total else None


def outcome(code: str) -> Text:
    """Return in words why something was not taken; nothing where it was."""
    known = {**OUTCOMES, **{each.value: each.label for each in Refusal.Code}}
    return known.get(code, code)


def counted(rows: list[dict[str, Any]]) -> list[tuple[str, Text, int]]:
    """Return how many nodes stand in each state: chip, words, number; states of nobody are left out."""
    held = Counter(State(row["state"]) for row in rows)
    return [(*STATES[state], held[state]) for state in STATES if held[state]]


def upstream_view(row: Upstream) -> dict[str, Any]:
    """Return a node above with what waits as a list shows it."""
    set_aside = 0 if row.ended_at else queries.set_aside(row).count()
    chip = ("ok", _("current"))
    if row.ended_at:
        chip = ("neutral", _("ended"))
    elif row.failures:
        chip = ("late", _("not taken"))
    elif set_aside:
        chip = ("due", _("partly refused"))
    return {"row": row, "chip": chip, "outcome": outcome(row.outcome), "set_aside": set_aside}


def package_view(row: Package) -> tuple[Package, str, Text, bool]:
    """Return a package made here with a chip's status and words, "" once it is taken, and whether it was refused."""
    if row.taken_at:
        return row, "", "", False
    if row.set_aside_at:
        return row, "late", _("refused"), True
    return row, "due", _("to be sent"), False


def compared(found: Compared) -> dict[str, Any]:
    """Return a comparison as the API answers it."""
    measure = found.measure
    return {
        "measure": measure.code,
        "day": found.day,
        "total": _figure(measure, found.total.told, None, found) if found.total else None,
        "nodes": found.nodes,
        "hidden": found.total.hidden if found.total else 0,
        "missing": missing(found),
        "rows": [
            {
                "place": row.place.code,
                "name": row.place.name,
                "told": _figure(measure, row.told, row.package, found) if row.told else None,
                "own": number(measure, row.own),
                "own_qualifier": qualifier(row.own),
                "difference": difference(measure, row),
                "others": [_figure(measure, each, None, found) for each in row.others],
            }
            for row in found.rows
        ],
    }


def missing(found: Compared) -> list[str]:
    """Return the names of the territories of which nothing was told."""
    return [found.names.get(path, path) for path in (found.total.missing if found.total else ())]


def _figure(measure: AnyMeasure, told: Told, key: int | None, found: Compared) -> dict[str, Any]:
    return {
        "value": number(measure, told), "qualifier": qualifier(told),
        "numerator": told.numerator, "denominator": told.denominator,
        "hidden": told.hidden, "origin": found.names.get(told.origin, told.origin), "package": key,
    }  # fmt: skip
