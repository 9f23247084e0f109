"""Two accounts of one person side by side, masked, with what differs marked, and the differences in a sentence (M5).

Of an ID number or phone the digits that differ are shown even where the rest is masked: without them nobody
could decide, and with them nobody can be called or found.
"""

from dataclasses import dataclass
from functools import cached_property

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fangxian.core.errors import Text
from fangxian.lines.arrivals.models import ArrivalReport, Standing
from fangxian.lines.arrivals.queries import Row
from fangxian.lines.arrivals.rules.id_numbers import is_valid_id_number, normalise_id_number
from fangxian.lines.arrivals.rules.normalise import normalise_name, normalise_phone, plain_text
from fangxian.lines.arrivals.sealing import Person, mask_name, mask_number, open_person
from fangxian.lines.arrivals.showing import arrival_of, reported_of

FEW = 4
STAR = "＊"


@dataclass(frozen=True)
class Line:
    """One field of both accounts; ``differs`` only where both state something."""

    label: Text
    left: str | SafeString
    right: str | SafeString
    differs: bool = False


@dataclass(frozen=True)
class Said:
    """One field of one account."""

    label: Text
    value: str | SafeString
    differs: bool


@dataclass(frozen=True)
class Comparison:
    """What both sides say, line by line, and a sentence about what agrees and what does not."""

    left: Row
    right: Row

    @cached_property
    def persons(self) -> tuple[Person, Person]:
        """Both persons in the clear, for comparison only."""
        return _person(self.left.report), _person(self.right.report)

    @cached_property
    def lines(self) -> list[Line]:
        """The fields in the order in which people read them."""
        left, right = self.left, self.right
        return [
            self._name(),
            self._number(_("ID number"), *self._ids, head=6, tail=0),
            self._number(_("Phone"), *self._phones, head=3, tail=4),
            _line(_("From where"), left.report.origin, right.report.origin),
            _line(_("Arrived"), arrival_of(left.report), arrival_of(right.report),
                  differs=left.report.arrived_on != right.report.arrived_on),
            _line(_("Transport"), _journey(left.report), _journey(right.report)),
            self._address(),
            Line(_("Community"), str(left.place or "—"), str(right.place or "—"),
                 left.report.path[:12] != right.report.path[:12]),
            Line(_("Reported"), reported_of(left.standing), reported_of(right.standing)),
        ]  # fmt: skip

    @property
    def left_lines(self) -> list[Said]:
        """The fields of the first account."""
        return [Said(line.label, line.left, line.differs) for line in self.lines]

    @property
    def right_lines(self) -> list[Said]:
        """The fields of the second account."""
        return [Said(line.label, line.right, line.differs) for line in self.lines]

    @cached_property
    def sentence(self) -> str:
        """What agrees and what does not, in one sentence."""
        said = [self._said_of_name(), self._said_of_id(), self._said_of_phone()]
        if self.left.report.arrived_on != self.right.report.arrived_on:
            said.append(_("days of arrival differ"))
        if self._addresses_differ:
            said.append(_("addresses differ"))
        return pgettext("clauses", ", ").join(part for part in said if part)

    @property
    def _ids(self) -> tuple[str, str]:
        one, other = (normalise_id_number(person.identity.id_number) or "" for person in self.persons)
        return one, other

    @property
    def _phones(self) -> tuple[str, str]:
        one, other = (normalise_phone(person.contact.phone) or "" for person in self.persons)
        return one, other

    @property
    def _addresses_differ(self) -> bool:
        one, other = self.left.report, self.right.report
        rooms = one.address_token, other.address_token
        buildings = one.building_token, other.building_token
        return any(
            all(pair) and bytes(pair[0] or b"") != bytes(pair[1] or b"") for pair in (rooms, buildings)
        )

    def _name(self) -> Line:
        one, other = (person.identity.name for person in self.persons)
        differs = normalise_name(one) != normalise_name(other)
        return Line(pgettext("person", "Name"), mask_name(one), mask_name(other), differs)

    def _address(self) -> Line:
        one, other = (mask_number(person.contact.address, 4, 0) for person in self.persons)
        return Line(_("Address"), one or "—", other or "—", self._addresses_differ)

    def _number(self, label: str, one: str, other: str, *, head: int, tail: int) -> Line:
        if not one or not other or one == other:
            return Line(label, mask_number(one, head, tail) or "—", mask_number(other, head, tail) or "—")
        places = differing(one, other)
        if len(one) != len(other) or len(places) > FEW:
            return Line(label, mask_number(one, head, tail), mask_number(other, head, tail), True)
        return Line(label, marked(one, places, head, tail), marked(other, places, head, tail))

    def _said_of_name(self) -> str:
        one, other = (plain_text(person.identity.name) for person in self.persons)
        if normalise_name(one) != normalise_name(other):
            return _("names differ")
        return _("same name") if one == other else _("same name in another script")

    def _said_of_id(self) -> str:
        one, other = self._ids
        if not one or not other:
            return _("an ID number on one side only") if one or other else _("no ID number")
        if one == other:
            return _("same ID number")
        places = differing(one, other)
        if len(one) != len(other) or len(places) > FEW:
            return _("ID numbers differ")
        shown = _(", ").join(str(place + 1) for place in places)
        fits = [_("right") if is_valid_id_number(number) else _("wrong") for number in (one, other)]
        return _("ID numbers differ in digit %(places)s (check digit: left %(left)s, right %(right)s)") % {
            "places": shown, "left": fits[0], "right": fits[1],
        }  # fmt: skip

    def _said_of_phone(self) -> str:
        one, other = self._phones
        if not one or not other:
            return ""
        return _("same phone") if one == other else _("phones differ")


def differing(one: str, other: str) -> list[int]:
    """Return the positions at which two texts of equal length differ."""
    return [place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b]


def marked(text: str, places: list[int], head: int, tail: int) -> SafeString:
    """Return a number masked but for its ends and for the digits at ``places``, which are marked."""
    end = len(text) - tail
    parts = (
        (format_html("<mark>{}</mark>", letter) if place in places
         else letter if place < head or place >= end else STAR,)
        for place, letter in enumerate(text)
    )  # fmt: skip
    return format_html_join("", "{}", parts)


def pair_of(rows: list[Row], one: Standing) -> Comparison | None:
    """Return the comparison of a declaration with the other side's report, if both are at hand."""
    by_entry = {row.standing.entry_id: row for row in rows}
    other = one.counterpart or one.possible_with
    left, right = by_entry.get(one.entry_id), by_entry.get(other) if other else None
    return Comparison(left, right) if left and right else None


def _line(label: str, left: str, right: str, *, differs: bool | None = None) -> Line:
    if differs is None:
        differs = bool(left and right and plain_text(left) != plain_text(right))
    return Line(label, left or "—", right or "—", differs)


def _journey(report: ArrivalReport) -> str:
    return " ".join(filter(None, (report.get_transport_display() if report.transport else "", report.trip)))


def _person(report: ArrivalReport) -> Person:
    return open_person(report, report.response)
