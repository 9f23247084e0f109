"""Blank rows that a form leaves to be listed: persons of a ledger, or the units and places below the owner (M8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fangxian.core.dated import today, valid_on
from fangxian.mechanisms.filling.ledgers import Wanted, ledger_of
from fangxian.mechanisms.filling.owners import LEVELS, Owner
from fangxian.mechanisms.filling.rules.choices import Choice, Constant, Source
from fangxian.mechanisms.filling.rules.meaning import Window
from fangxian.mechanisms.filling.rules.sheet import Asked, Axis, Kind, Node, Slot, address
from fangxian.mechanisms.filling.understanding import Key
from fangxian.trees.bodies.models import Position
from fangxian.trees.places.models import Place
from fangxian.trees.places.queries import children

if TYPE_CHECKING:
    from fangxian.mechanisms.filling.computing import Order


@dataclass(frozen=True)
class Layout:
    """The listed rows of a sheet: which rows are blank, who or what is listed, and rows to be inserted for more."""

    rows: tuple[int, ...] = ()
    persons: Sequence[Mapping[str, str]] = ()
    nodes: tuple[Node, ...] = ()
    grow_at: int = 0
    grow_by: int = 0

    @property
    def used(self) -> int:
        """How many rows are filled."""
        return len(self.persons) or len(self.nodes)

    def slots(self, asked: Asked) -> tuple[Slot, ...]:
        """Return the cells of a listed column: a row a person, unit or place; else the first row, for the owner."""
        column = asked.slots[0].column
        if not self.used or asked.slots[0].row not in self.rows:
            return asked.slots[:1]
        slots = [Slot(row, column, address(row, column)) for row in self.rows[: self.used]]
        return tuple(
            replace(slot, node=node) for slot, node in zip(slots, self.nodes, strict=False)
        ) or tuple(slots)

    def moved(self, slot: Slot) -> Slot:
        """Return where a cell outside the list lies once rows were inserted above it."""
        if not self.grow_by or slot.row <= self.grow_at:
            return slot
        row = slot.row + self.grow_by
        return replace(slot, row=row, address=address(row, slot.column))


def layout(order: "Order", number: int) -> Layout:
    """Return what is listed in a sheet."""
    listed = {
        key: asked
        for key, asked in order.form.asked.items()
        if asked.kind is Kind.LIST and key.startswith(f"{number}|")
    }
    chosen = {key: order.choices[key] for key in listed if key in order.choices and order.choices[key].fills}
    ledgers = [choice.code.partition(".")[0] for choice in chosen.values() if choice.source is Source.LEDGER]
    if ledgers:
        persons = tuple(ledger_of(ledgers[0]).rows(order.actor, _wanted(order, number)))
        return _with_rows(order, number, _rows(listed, chosen, Source.LEDGER), Layout(persons=persons))
    keyed = [key for key, choice in chosen.items() if choice.code == Constant.NODE]
    if keyed:
        rows = tuple(slot.row for slot in listed[keyed[0]].slots)
        nodes = _nodes(order.owner) if len(rows) > 1 else ()
        return _with_rows(order, number, rows, Layout(nodes=nodes or _itself(order.owner)))
    return Layout()


def _rows(listed: Mapping[Key, Asked], chosen: Mapping[Key, Choice], source: Source) -> tuple[int, ...]:
    key = next(key for key, choice in chosen.items() if choice.source is source)
    return tuple(slot.row for slot in listed[key].slots)


def _with_rows(order: "Order", number: int, rows: tuple[int, ...], found: Layout) -> Layout:
    """Insert rows before the last blank one where there are more to list than rows."""
    missing = found.used - len(rows)
    if missing <= 0:
        return replace(found, rows=rows)
    last = rows[-1]
    added = tuple(range(last + 1, last + 1 + missing))
    is_open = last + 1 >= order.form.file.sheets[number].height
    grow = 0 if is_open and order.form.file.kind == "xls" else missing
    return replace(found, rows=(*rows, *added), grow_at=last, grow_by=grow)


def _wanted(order: "Order", number: int) -> Wanted:
    """A list of the day's new persons says so in its title; others list everybody since the beginning."""
    title = order.form.sheets[number].title or order.form.title
    window = Window.DAY if any(word in title for word in ("新增", "当日", "今日", "每日新")) else Window.TOTAL
    start, end = order.instants.span(window)
    return Wanted(
        order.instants.response, start, end, order.instants.as_of, order.owner.body, order.owner.line,
        order.owner.place, order.in_full,
    )  # fmt: skip


def _nodes(owner: Owner) -> tuple[Node, ...]:
    """Return the units right below a body, or the places right below a place."""
    if owner.position:
        below = Position.objects.filter(valid_on(today()), line=owner.line, parent=owner.position.body_id)
        found = below.select_related("body").order_by("path")
        return tuple(Node(Axis.BODY, str(row.body_id), str(row.body)) for row in found)
    places: list[Place] = children(owner.place) if owner.place else []
    return tuple(Node(Axis.PLACE, str(place.id), place.name) for place in places if place.kind in LEVELS)


def _itself(owner: Owner) -> tuple[Node, ...]:
    return (Node(Axis.WHOLE, "", owner.name),)
