"""By what a person of the register is known again: his ID number, his phone, else his name in his unit (M10)."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fangxian.core.errors import Text
from fangxian.mechanisms.personnel.models import Person
from fangxian.trees.responses.models import Response

ALIKE = _(
    "Several people of this name are in this unit: write what tells them apart, the phone that stands here or the"
    " ID number."
)
TWICE = _("Another row has this ID number.")
Found = Person | Text
Within = Callable[[Any], bool]


def recognise(response: Response, rows: Sequence[Any], within: Within) -> dict[uuid.UUID, Found]:
    """Return whom of the register rows are about, or why that cannot be told; rows that are left out are new people.

    The rows have no key in common; ``within`` says whom their sender may change. An ID number says it alone; then a
    name with a phone. What is left of a name in a unit is the same person where both sides have just one of it, so
    that a changed phone is a correction; where several share it, the row must say which of them it means. Two queries.
    """
    named, numbered = _register(response, rows, within)
    known: dict[uuid.UUID, Found] = dict(_repeated(rows))
    taken: set[uuid.UUID] = set()
    for how in (_by_number, _by_phone, _by_nothing):
        for row in rows:
            if row.entry_id in known:
                continue
            found = how(row, named[bytes(row.name_token)], numbered)
            if found and found.entry_id not in taken:
                known[row.entry_id] = found
                taken.add(found.entry_id)
    groups: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        if row.body_id:
            groups[bytes(row.name_token), row.body_id].append(row)
    for (name, body), own in groups.items():
        people = [one for one in named[name] if one.body_id == body]
        known |= _by_name(own, people, taken, known)
    return known


def _register(
    response: Response, rows: Iterable[Any], within: Within
) -> tuple[Mapping[bytes, list[Person]], Mapping[bytes, list[Person]]]:
    """Return the people whom rows may be about, by the tokens of their names and of their ID numbers."""
    names = {bytes(row.name_token) for row in rows}
    numbers = {bytes(row.number_token) for row in rows if row.number_token}
    asked = Q(name_token__in=list(names)) | Q(number_token__in=list(numbers))
    named, numbered = defaultdict(list), defaultdict(list)
    for one in Person.objects.at().filter(asked, response=response).order_by("happened_at", "entry"):
        if within(one):
            named[bytes(one.name_token or b"")].append(one)
            if one.number_token:
                numbered[bytes(one.number_token)].append(one)
    return named, numbered


def _by_number(row: Any, _named: Sequence[Person], numbered: Mapping[bytes, list[Person]]) -> Person | None:
    """Return who has a row's ID number; of several, who is of its unit."""
    people = numbered[bytes(row.number_token)] if row.number_token else []
    return next((one for one in people if one.body_id == row.body_id), people[0] if people else None)


def _by_phone(row: Any, named: Sequence[Person], _numbered: Mapping[bytes, list[Person]]) -> Person | None:
    """Return who has a row's name and phone; of several, who is of its unit."""
    phone = bytes(row.phone_token or b"")
    people = [
        one for one in named if phone and bytes(one.phone_token or b"") == phone and not contradict(row, one)
    ]
    return next((one for one in people if one.body_id == row.body_id), people[0] if people else None)


def _by_nothing(row: Any, named: Sequence[Person], _numbered: Mapping[bytes, list[Person]]) -> Person | None:
    """Return who stands in a row's unit with its name alone, if the row says no more."""
    people = [one for one in named if one.body_id == row.body_id and not _tells(one)]
    return people[0] if row.body_id and len(people) == 1 and not _tells(row) else None


def _repeated(rows: Iterable[Any]) -> Iterator[tuple[uuid.UUID, Text]]:
    """Yield the rows whose ID number an earlier one has."""
    seen: set[bytes] = set()
    for row in rows:
        number = bytes(row.number_token or b"")
        if number in seen:
            yield row.entry_id, TWICE
        elif number:
            seen.add(number)


def _by_name(
    rows: Sequence[Any], people: Sequence[Person], taken: set[uuid.UUID], known: Mapping[uuid.UUID, Found]
) -> dict[uuid.UUID, Found]:
    """Return whom the rows of one name in one unit are about that neither number nor phone has told."""
    rest = [one for one in people if one.entry_id not in taken]
    found: dict[uuid.UUID, Found] = {}
    for row in rows:
        if row.entry_id in known:
            continue
        possible = [one for one in rest if not _other(row, one)]
        if possible and len(rows) == len(people) == 1:
            found[row.entry_id] = possible[0]
        elif possible or (not _tells(row) and len(rows) + len(people) > 1):
            found[row.entry_id] = ALIKE
    return found


def contradict(one: Any, other: Any) -> bool:
    """Tell whether two people have different ID numbers."""
    first, second = (bytes(row.number_token or b"") for row in (one, other))
    return bool(first and second) and first != second


def _other(row: Any, one: Person) -> bool:
    """Tell whether a row is about somebody else: another ID number, or one that is new here with another phone."""
    phones = {bytes(each.phone_token) for each in (row, one) if each.phone_token}
    fresh = bool(row.number_token) and not one.number_token and len(phones) > 1
    return fresh or contradict(row, one)


def _tells(row: Any) -> bool:
    return bool(row.number_token or row.phone_token)
