"""Where a row stands in both trees: its place, and the body on whose behalf it is entered."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _

from fangxian.core.fields import under
from fangxian.mechanisms.imports.fields import Field as Column
from fangxian.mechanisms.ledgers.fields.base import Field, Unreadable
from fangxian.trees.places.models import Kind as PlaceKind

if TYPE_CHECKING:
    from fangxian.mechanisms.ledgers.meaning import Meaning
    from fangxian.mechanisms.ledgers.models import LedgerRow
    from fangxian.mechanisms.ledgers.names import Names


class Standing(NamedTuple):
    """A body in a line, with its path there and that of its place."""

    body: UUID
    line: str
    path: str
    place_path: str


@dataclass(frozen=True, kw_only=True)
class Where(Field):
    """The place of the row (its ``path``), of one of ``kinds``; left empty, the place of the row's body.

    With ``above`` it may also be a place above the jurisdiction: whoever enters at the top of it enters there.
    """

    code: str = "place"
    kinds: tuple[PlaceKind, ...] = (PlaceKind.COMMUNITY,)
    above: bool = False

    def column(self) -> Column:
        """Return how a sheet holds it: without a column its rows are of the place that sends it."""
        return replace(super().column(), sender="place")

    def control(self, meaning: "Meaning") -> forms.Field:
        widget = forms.TextInput(attrs={"list": f"{self.code}-choices", "autocomplete": "off"})
        return forms.CharField(label=self.title, required=self.required, max_length=80, widget=widget,
                               help_text=self.help)  # fmt: skip

    def read(self, told: Any, meaning: "Meaning") -> str | None:
        text = str(told or "").strip()
        return meaning.place(text, self.kinds, above=self.above).path if text else None

    @property
    def names(self) -> tuple[str, ...]:
        return "path", "place_stated"

    def columns(self, value: Any) -> dict[str, Any]:
        return {"path": value, "place_stated": True} if value else {}

    def of(self, row: "LedgerRow", opened: Mapping[str, str]) -> str | None:
        return str(row.path) if row.place_stated else None

    def wants(self, value: Any, names: "Names") -> None:
        names.want_place(value)

    def shown(self, value: Any, names: "Names") -> str:
        return names.place_name(value)

    def told(self, value: Any, names: "Names") -> Any:
        return names.place_code(value)

    def initial(self, value: Any, names: "Names") -> Any:
        return names.place_code(value)

    def narrowing(self, meaning: "Meaning") -> forms.Field | None:
        widget = forms.TextInput(attrs={"list": f"{self.code}-choices", "autocomplete": "off"})
        return forms.CharField(label=self.title, required=False, max_length=80, widget=widget)

    def narrowed(self, text: str, meaning: "Meaning") -> Q:
        try:
            return under("path", meaning.place(text, (), above=self.above).path)
        except Unreadable:
            return Q(pk__in=[])


@dataclass(frozen=True, kw_only=True)
class OnBehalf(Field):
    """The body of the row, in the line in which it stands (``body``, ``line``, ``body_path``)."""

    code: str = "body"

    def column(self) -> Column:
        """Return how a sheet holds it: without a column its rows are of the body that sends it."""
        return replace(super().column(), sender="body")

    def control(self, meaning: "Meaning") -> forms.Field:
        widget = forms.TextInput(attrs={"list": f"{self.code}-choices", "autocomplete": "off"})
        return forms.CharField(label=self.title, required=self.required, max_length=120, widget=widget,
                               help_text=self.help)  # fmt: skip

    def read(self, told: Any, meaning: "Meaning") -> Standing | None:
        text = str(told or "").strip()
        return meaning.body(text) if text else None

    @property
    def names(self) -> tuple[str, ...]:
        return "body_id", "line_id", "body_path"

    def columns(self, value: Any) -> dict[str, Any]:
        if value is None:
            return {"body_id": None, "line_id": None, "body_path": ""}
        return {"body_id": value.body, "line_id": value.line, "body_path": value.path}

    def of(self, row: "LedgerRow", opened: Mapping[str, str]) -> Standing | None:
        return Standing(row.body_id, row.line_id or "", row.body_path, row.path) if row.body_id else None

    def canonical(self, value: Any) -> Any:
        return [str(value.body), value.line] if value else None

    def wants(self, value: Any, names: "Names") -> None:
        if value:
            names.want_body(value.body)

    def shown(self, value: Any, names: "Names") -> str:
        return names.body_name(value.body) if value else ""

    def told(self, value: Any, names: "Names") -> Any:
        return names.body_code(value.body) if value else None

    def initial(self, value: Any, names: "Names") -> Any:
        return names.body_name(value.body) if value else ""

    def narrowing(self, meaning: "Meaning") -> forms.Field | None:
        widget = forms.TextInput(attrs={"list": f"{self.code}-choices", "autocomplete": "off"})
        return forms.CharField(label=self.title, required=False, max_length=120, widget=widget)

    def narrowed(self, text: str, meaning: "Meaning") -> Q:
        try:
            found = meaning.body(text)
        except Unreadable:
            return Q(pk__in=[])
        return Q(body=found.body) | Q(line=found.line) & under("body_path", found.path)


def unknown(text: str) -> Unreadable:
    """Return the refusal of a name that means nothing."""
    return Unreadable(_("“%(name)s” is not known here.") % {"name": text[:40]})


def several(names: list[str]) -> Unreadable:
    """Return the refusal of a name that means several things."""
    return Unreadable(
        _("It may be %(names)s: write the code or the full name.") % {"names": "、".join(names[:3])}
    )
