"""The names that showing rows takes: places, bodies and entries that others refer to, each kind read at once."""

import datetime
import uuid
from collections import defaultdict

from fangxian.mechanisms.ledgers.declaring import Ledger, Values, ledger_of
from fangxian.mechanisms.ledgers.sealing import unseal
from fangxian.trees.bodies.models import Body
from fangxian.trees.places.models import PlaceCode
from fangxian.trees.responses.models import Response


class Names:
    """Collects what rows want named, then reads it: one query for places, one for bodies, one for each ledger."""

    def __init__(self, response: Response, as_of: datetime.datetime | None = None) -> None:
        self.response, self.as_of = response, as_of
        self._paths: set[str] = set()
        self._bodies: set[uuid.UUID] = set()
        self._entries: dict[str, set[uuid.UUID]] = defaultdict(set)
        self._places: dict[str, tuple[str, str]] = {}
        self._bodies_named: dict[uuid.UUID, tuple[str, str]] = {}
        self._opened: dict[tuple[str, uuid.UUID], Values] = {}

    def want_place(self, path: str | None) -> None:
        """Ask for the name of a place by the path of its day."""
        if path:
            self._paths.add(path)

    def want_body(self, body: uuid.UUID) -> None:
        """Ask for a body's name."""
        self._bodies.add(body)

    def want_entry(self, ledger: str, entry: uuid.UUID | None) -> None:
        """Ask for the label of an entry that is referred to."""
        if entry:
            self._entries[ledger].add(entry)

    def read(self) -> "Names":
        """Read what was asked for; labels of entries may ask for further names."""
        while self._entries:
            wanted, self._entries = self._entries, defaultdict(set)
            for code, entries in wanted.items():
                self._open(ledger_of(code), entries)
        codes = PlaceCode.objects.filter(path__in=self._paths).select_related("place")
        self._places = {code.path: (code.place.name, code.code) for code in codes}
        bodies = Body.objects.filter(id__in=self._bodies)
        self._bodies_named = {body.id: (str(body), body.code) for body in bodies}
        return self

    def place_name(self, path: str | None) -> str:
        """Return a place's name, or ""."""
        return self._places.get(path or "", ("", ""))[0]

    def place_code(self, path: str | None) -> str:
        """Return a place's code, or ""."""
        return self._places.get(path or "", ("", ""))[1]

    def body_name(self, body: uuid.UUID) -> str:
        """Return a body's short name, or ""."""
        return self._bodies_named.get(body, ("", ""))[0]

    def body_code(self, body: uuid.UUID) -> str:
        """Return a body's code, or ""."""
        return self._bodies_named.get(body, ("", ""))[1]

    def label(self, code: str, entry: uuid.UUID | None) -> str:
        """Return how people call an entry, or "" where it is not known at the hour looked at."""
        values = self._opened.get((code, entry)) if entry else None
        return label_of(ledger_of(code), values, self) if values else ""

    def first(self, code: str, entry: uuid.UUID | None) -> str:
        """Return by what an entry is called first, as a person's name without his unit, or ""."""
        values = self._opened.get((code, entry)) if entry else None
        ledger = ledger_of(code)
        return ledger.by_code[ledger.label[0]].shown(values[ledger.label[0]], self) if values else ""

    def _open(self, ledger: Ledger, entries: set[uuid.UUID]) -> None:
        """Read what names some entries of a ledger."""
        rows = ledger.model._default_manager.known(self.as_of).filter(entry__in=entries)
        for row in rows:
            opened = unseal(ledger, self.response, row) if ledger.personal else {}
            values = {code: ledger.by_code[code].of(row, opened) for code in ledger.label}
            self._opened[ledger.code, row.entry_id] = values
            for code, value in values.items():
                ledger.by_code[code].wants(value, self)


def label_of(ledger: Ledger, values: Values, names: Names) -> str:
    """Return how people call an entry: by its naming fields."""
    told = (ledger.by_code[code].shown(values[code], names) for code in ledger.label)
    return " · ".join(text for text in told if text)
