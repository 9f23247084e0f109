"""What goes into every cell: figures, constants and persons, with the address of the entries behind each (M8)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation

from fangxian.mechanisms.figures import registry
from fangxian.mechanisms.filling import listing
from fangxian.mechanisms.filling.dictionary import FORMS_LANGUAGE
from fangxian.mechanisms.filling.figuring import Figure, Figures, Flag, Wish
from fangxian.mechanisms.filling.files import Value
from fangxian.mechanisms.filling.instants import Instants, day_words, hour_words
from fangxian.mechanisms.filling.listing import Layout
from fangxian.mechanisms.filling.owners import Owner
from fangxian.mechanisms.filling.rules.choices import NONE, Choice, Constant, Source
from fangxian.mechanisms.filling.rules.sheet import Asked, Axis, Kind, Slot
from fangxian.mechanisms.filling.totals import total
from fangxian.mechanisms.filling.understanding import Form, Key
from fangxian.mechanisms.filling.units import converted
from fangxian.trees.people import phones
from fangxian.trees.people.actor import Actor
from fangxian.trees.people.models import Account


@dataclass(frozen=True)
class Cell:
    """One blank of the form with what goes into it; ``value`` None leaves it empty, ``flag`` says why."""

    key: Key
    sheet: int
    slot: Slot
    label: str
    choice: Choice
    value: Value | None = None
    flag: Flag = Flag.NONE
    url: str = ""
    personal: bool = False
    is_share: bool = False


@dataclass(frozen=True)
class Order:
    """A form to be filled: for whom, by whom, until when, with what; ``in_full`` shows persons unmasked.

    ``filler`` is who signs for it; with ``hides_small`` numbers too small to be published are written as <3.
    """

    form: Form
    choices: Mapping[Key, Choice]
    actor: Actor
    owner: Owner
    instants: Instants
    in_full: bool = False
    filler: Account | None = None
    hides_small: bool = False


@dataclass
class Sheetful:
    """Everything that was computed for a form."""

    cells: list[Cell] = field(default_factory=list)
    layouts: dict[int, Layout] = field(default_factory=dict)
    persons: int = 0


def compute(order: Order) -> Sheetful:
    """Return every cell with its value; queries do not grow with rows."""
    done = Sheetful()
    with translation.override(FORMS_LANGUAGE):
        for number in range(len(order.form.sheets)):
            layout = listing.layout(order, number)
            done.layouts[number] = layout
            done.persons += len(layout.persons)
        wishes = {
            (key, slot): wish
            for key, asked in order.form.asked.items()
            for slot in _slots(order, done, key, asked)
            if (wish := _wish(order, key, slot))
        }
        figures = Figures(order.actor, order.owner, order.instants).of(list(wishes.values()))
        outside = {key for (key, _slot), wish in wishes.items() if figures[wish].flag is Flag.OUTSIDE}
        for key, asked in order.form.asked.items():
            found_by = {slot: figures[wishes[key, slot]] for slot in asked.slots if (key, slot) in wishes}
            totals = _totals(found_by)
            if order.hides_small:
                totals |= _telling(found_by)
            for index, slot in enumerate(_slots(order, done, key, asked)):
                wish = wishes.get((key, slot))
                found = totals.get(slot, figures[wish]) if wish else None
                if wish and key in outside and wish.node and wish.node.axis is Axis.WHOLE:
                    found = Figure(None, Flag.OUTSIDE)  # the sum of rows that are not all ours
                done.cells.append(_cell(order, done, key, asked, slot, index, found))
    return done


def _totals(figures: Mapping[Slot, Figure]) -> dict[Slot, Figure]:
    """Return the figures of total rows and columns among units and places; of several, each adds up its own group."""
    found: dict[Slot, Figure] = {}
    rows = [slot for slot in figures if slot.node and slot.node.axis in (Axis.BODY, Axis.PLACE)]
    wholes = [slot for slot in figures if slot.node and slot.node.axis is Axis.WHOLE]
    group: list[Figure] = []
    for slot in figures if rows else ():
        if slot in wholes:
            is_part = len(wholes) > 1 and bool(group)
            own = group if is_part else [figures[row] for row in rows]
            found[slot], group = total(own, figures[slot], is_part), []
        else:
            group.append(figures[slot])
    return found


def _telling(figures: Mapping[Slot, Figure]) -> dict[Slot, Figure]:
    """Hide the totals of rows of which just one is hidden: the others would tell it."""
    small = [slot for slot, figure in figures.items() if figure.flag is Flag.SMALL and not _is_whole(slot)]
    wholes = [slot for slot in figures if _is_whole(slot)]
    return {slot: Figure(None, Flag.HIDDEN) for slot in wholes} if len(small) == 1 else {}


def _is_whole(slot: Slot) -> bool:
    return slot.node is not None and slot.node.axis is Axis.WHOLE


def _slots(order: Order, done: Sheetful, key: Key, asked: Asked) -> tuple[Slot, ...]:
    if asked.kind is not Kind.LIST:
        return asked.slots
    return done.layouts[int(key.partition("|")[0])].slots(asked)


def _choice(order: Order, key: Key) -> Choice:
    choice = order.choices.get(key, NONE)
    return choice if choice.fills else Choice(confidence=choice.confidence)


def _wish(order: Order, key: Key, slot: Slot) -> Wish | None:
    choice = _choice(order, key)
    if choice.source is not Source.MEASURE:
        return None
    if slot.node and slot.node.axis is Axis.LINE and slot.node.key:
        return Wish(choice.code, choice.window, choice.line or slot.node.key)
    return Wish(choice.code, choice.window, choice.line, slot.node)


def _cell(order: Order, done: Sheetful, key: Key, asked: Asked, slot: Slot, index: int, figure: Any) -> Cell:
    choice, number = _choice(order, key), int(key.partition("|")[0])
    label = asked.label + (f" · {slot.node.label}" if slot.node and slot.node.label else "")
    if figure:
        measure = registry.measure(choice.code)
        value: Value | None = figure.value.value if figure.value else None
        flag = figure.flag
        if flag is Flag.SMALL and order.hides_small:
            value, flag = f"<{measure.small_cell}", Flag.HIDDEN
        elif value is not None:
            value = converted(figure.value.value, str(measure.unit), order.form.unit(key))
            flag = flag if value is not None else Flag.UNIT
        is_share = str(measure.unit) == "%"
        return Cell(key, number, slot, label, choice, value, flag, figure.url, is_share=is_share)
    layout = done.layouts[number]
    if choice.source is Source.LEDGER:
        person = layout.persons[index] if index < len(layout.persons) else {}
        field_code = choice.code.rpartition(".")[2]
        return Cell(key, number, slot, label, choice, person.get(field_code) or None, personal=True)
    if choice.source is Source.CONSTANT:
        return Cell(key, number, slot, label, choice, _constant(order, layout, choice, asked, slot, index))
    return Cell(key, number, slot, label, choice, None, Flag.UNMAPPED)


def _constant(
    order: Order, layout: Layout, choice: Choice, asked: Asked, slot: Slot, index: int
) -> Value | None:
    code, owner = Constant(choice.code), order.owner
    if code is Constant.NUMBER:
        return index + 1 if index < layout.used else None
    if asked.kind is Kind.LIST and index >= max(layout.used, 1):
        return None
    account = order.filler
    said: dict[Constant, str | None] = {
        Constant.OWNER: owner.name,
        Constant.NODE: slot.node.label if slot.node else owner.name,
        Constant.DATE: day_words(order.instants.to, slot.pattern or "年月日"),
        Constant.CUT_OFF: day_words(order.instants.to, slot.pattern)
        if slot.pattern
        else hour_words(order.instants.to),
        Constant.FILLER: str(account) if account else None,
        Constant.PHONE: phones.clear(account) if account else None,
        Constant.LINE: str(owner.position.line) if owner.position else None,
        Constant.LEVEL: str(order.instants.response.get_level_display()),
        Constant.RESPONSE: order.instants.response.name,
    }
    return said[code] or None
