"""Proposing a form for what a sheet asks: type, unit, behaviour in time, code and the measure that fills it in (M8).

Whoever makes the form corrects the proposal before anybody is asked anything.
"""

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from fangxian.core.errors import Invalid, Text
from fangxian.mechanisms.forms.sheets import words
from fangxian.mechanisms.forms.sheets.layout import Layout, Place, layout
from fangxian.mechanisms.forms.sheets.matching import Match, best_match
from fangxian.mechanisms.forms.vocabulary import (
    NUMERIC,
    RESERVED,
    Choice,
    Field,
    FieldKind,
    FieldType,
    Form,
    Frequency,
)
from fangxian.mechanisms.imports.sheets import Cell, Sheet
from fangxian.mechanisms.imports.text import shown

LONGEST_TITLE = 60
BRACKETED = re.compile(r"\(([^()]{1,24})\)")
OPTIONS = re.compile(r"[/、]")
NUMBERED = re.compile(r"^(?:\(?[0-9一二三四五六七八九十]{1,3}[.、)．]|[①-⑳])\s*")
HEADCOUNTS = (("人次", "人次"), ("户数", "户"), ("人数", "人"), ("人员", "人"))
FORMULA = re.compile(r"^\d+\s*=.*$|=[\d+\-*/() ]+$")
OF_THEM = re.compile(r"^其中[:,、]?")
ASIDE = re.compile(r"\([^()]*(?:截[至止]|统计至|前报?|填报)[^()]*\)$")
WHOLE_UNIT = re.compile(r"单位:\s*(\S{1,3})(?:\s|$|\))")
NOBODY_ASKED = _("The system knows it by itself.")
BELONGS_IN_LEDGER = _("It is about one person: that belongs in a ledger, not in a report that counts.")


@dataclass(frozen=True)
class Proposal:
    """A field proposed for what the sheet says at ``cell``; with a reason ``why_not``, it is not taken at first."""

    field: Field
    heading: str
    cell: str
    match: Match | None = None
    why_not: Text = ""


@dataclass(frozen=True)
class Proposed:
    """A form made of the proposals that are taken, and every proposal in the order of the sheet."""

    form: Form
    sheet: str
    proposals: tuple[Proposal, ...]


def propose(sheets: Iterable[Sheet]) -> Proposed:
    """Return a form for the first sheet that has a table; raises ``Invalid`` where none has."""
    for sheet in sheets:
        found = None if sheet.hidden else layout(sheet)
        if found:
            proposals = _distinct([_proposal(place, found) for place in found.places])
            return Proposed(_form(sheet, found, proposals), sheet.name, tuple(_summed(proposals)))
    raise Invalid({"file": _("No row of column names was recognised.")})


def _form(sheet: Sheet, found: Layout, proposals: Sequence[Proposal]) -> Form:
    title = _title(found.titles) or sheet.name
    said = " ".join((title, *found.titles, *found.remarks))
    weekly = words.WEEKLY.search(said)
    return Form(
        code=words.code_of(title).replace("_", "-"),
        title=title,
        fields=tuple(each.field for each in _summed(proposals) if not each.why_not),
        frequency=Frequency.WEEKLY if weekly else Frequency.DAILY,
        due_on="4" if weekly else "",
        cut_off=cut_off_in(said),
    )


def _title(titles: Sequence[str]) -> str:
    """Return the longest line above the table that is no attachment's number, or ""."""
    plain = [ASIDE.sub("", words.ATTACHMENT.sub("", text)).strip() for text in titles]
    return max((text for text in plain if len(text) <= LONGEST_TITLE), key=len, default="")


def cut_off_in(text: str) -> datetime.time | None:
    """Return the hour until which a text asks for numbers (截至18时, 每日下午5点前), or None."""
    for found in (match for pattern in words.DEADLINES for match in pattern.finditer(text)):
        hour, minute = int(found["hour"]), found["minute"] or "0"
        if found["half"] in ("下午", "晚", "晚上") and hour < 12:
            hour += 12
        minutes = 30 if minute == "半" else int(minute)
        if hour < 24 and minutes < 60:
            return datetime.time(hour, minutes)
    return None


def _proposal(place: Place, found: Layout) -> Proposal:
    names = [_plain(name) for name in place.names]
    heading = "/".join(place.names)
    title = _said(names)
    unit = place.unit or _unit_in(place.names)
    choices = _choices(place.names[-1])
    own = _type(names, unit, choices, place.samples)
    if own in (FieldType.INTEGER, FieldType.DECIMAL, FieldType.AMOUNT):
        unit = unit or _whole_unit(found)
    kind = _kind(names) if own in NUMERIC else FieldKind.CURRENT
    match = best_match(names, kind) if own is FieldType.INTEGER else None
    field = Field(
        code=words.code_of(title),
        title=title,
        kind=kind or (match.kind if match else FieldKind.CURRENT),
        measure=match.measure if match else "",
        unit=unit or ("%" if own is FieldType.PERCENTAGE else match.unit if match else ""),
        type=own,
        decimals=words.DECIMALS.get(own, 0),
        required=own is not FieldType.TEXT,
        choices=choices if own is FieldType.CHOICE else (),
        synonyms=(heading,) if heading != title else (),
    )
    return Proposal(field, heading, place.cell, match, _why_not(names))


def _plain(name: str) -> str:
    """Return a name without its running number, its unit or options in brackets, and the formula below it."""
    text = FORMULA.sub("", NUMBERED.sub("", name.replace("\n", "").replace(" ", "")))
    return BRACKETED.sub(lambda found: "" if _unit(found[1]) or _options(found[1]) else found[0], text)


def _said(names: Sequence[str]) -> str:
    """Return the names as one title, as people would say it: outer names before the inner ones, each once."""
    parts: list[str] = []
    for name in names:
        text = OF_THEM.sub("其中", name)
        if text and not any(text in part for part in parts):
            parts = [part for part in parts if part not in text] + [text]
    return "·".join(parts)[:LONGEST_TITLE] or "—"


def _unit(text: str) -> str:
    """Return the unit that a text in brackets states, or ""."""
    plain = text.removeprefix("单位").lstrip(":")
    return plain if plain in words.UNITS else ""


def _unit_in(names: Sequence[str]) -> str:
    stated = [_unit(found) for name in reversed(names) for found in BRACKETED.findall(name)]
    if unit := next((unit for unit in stated if unit), ""):
        return unit
    return next((unit for name in reversed(names) for word, unit in HEADCOUNTS if word in _plain(name)), "")


def _whole_unit(found: Layout) -> str:
    """Return the unit that a line beside the table states for all of it (单位：人), or ""."""
    stated = (match[1].strip(")") for text in found.remarks for match in WHOLE_UNIT.finditer(text))
    return next((unit for unit in stated if unit in words.UNITS), "")


def _options(text: str) -> list[str]:
    """Return the answers that a text in brackets offers: 已返/拟返; a pair of units is none."""
    found = [part.strip() for part in OPTIONS.split(text)]
    return found if len(found) > 1 and all(found) and text not in words.UNITS else []


def _choices(name: str) -> tuple[Choice, ...]:
    options = next((options for text in BRACKETED.findall(name) if (options := _options(text))), [])
    if set(options) <= {"是", "否", "有", "无"}:
        return ()
    codes = [words.code_of(option) or f"c{number}" for number, option in enumerate(options, 1)]
    distinct = [code if code not in codes[:at] else f"c{at + 1}" for at, code in enumerate(codes)]
    return tuple(Choice(code, option) for code, option in zip(distinct, options, strict=True))


def _type(names: Sequence[str], unit: str, choices: Sequence[Choice], samples: Sequence[Cell]) -> FieldType:
    leaf = names[-1]
    if choices:
        return FieldType.CHOICE
    group = words.UNITS.get(unit, "")
    by_unit = {"money": FieldType.AMOUNT, "shares": FieldType.PERCENTAGE, "measured": FieldType.DECIMAL}
    if group:
        return by_unit.get(group, FieldType.INTEGER)
    named = next((own for own, pattern in words.TYPES if pattern.search(leaf)), None)
    return named or _type_of(samples)


def _type_of(samples: Sequence[Cell]) -> FieldType:
    """Return the type of what stood in the cells; whole numbers where nothing did."""
    if any(isinstance(cell, datetime.date) for cell in samples):
        return FieldType.DATE
    if any(isinstance(cell, float) and not cell.is_integer() for cell in samples):
        return FieldType.DECIMAL
    texts = [shown(cell) for cell in samples]
    if texts and set(texts) <= {"是", "否"}:
        return FieldType.YES_NO
    wordy = [text for text in texts if text and not re.fullmatch(r"[\d.,%/—-]+", text)]
    return FieldType.TEXT if len(wordy) * 2 > len(texts) else FieldType.INTEGER


def _kind(names: Sequence[str]) -> FieldKind | None:
    """Return what the names say of time, the innermost first; None where they say nothing."""
    for name in reversed(names):
        for kind, pattern in words.KINDS:
            if pattern.search(name):
                return kind
    return None


def _why_not(names: Sequence[str]) -> Text:
    if words.KNOWN.fullmatch(names[-1]):
        return NOBODY_ASKED
    return BELONGS_IN_LEDGER if words.PERSONAL.search(names[-1]) else ""


def _distinct(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Give each field a code of its own: the words', with the number of its place where it repeats or lacks."""
    taken: set[str] = set()
    found = []
    for number, proposal in enumerate(proposals, 1):
        code = proposal.field.code or f"f{number:02d}"
        if code in taken or code in RESERVED:
            code = f"{code}_{number}"
        taken.add(code)
        found.append(replace(proposal, field=replace(proposal.field, code=code)))
    return found


def _summed(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Compute what the sheet calls a sum of its group from the other numbers of the group."""
    return [_computed(proposal, proposals) for proposal in proposals]


def _computed(proposal: Proposal, proposals: Sequence[Proposal]) -> Proposal:
    group, _slash, leaf = proposal.heading.rpartition("/")
    field = proposal.field
    if not group or field.type is not FieldType.INTEGER or not words.SUMS.fullmatch(_plain(leaf)):
        return proposal
    parts = [
        other.field.code
        for other in proposals
        if other.heading.rpartition("/")[0] == group and other is not proposal
        and other.field.type is FieldType.INTEGER and not other.why_not and "其中" not in other.heading
    ]  # fmt: skip
    if len(parts) < 2:
        return proposal
    calculation = " + ".join(f"${{{code}}}" for code in parts)
    summed = replace(field, type=FieldType.COMPUTED, calculation=calculation, measure="", required=False)
    return replace(proposal, field=summed, match=None)
