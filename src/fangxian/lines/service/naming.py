"""What somebody may name when he says what an entry about him should be, and what the decider reads of it (M11)."""

import uuid

from django.db.models import Q

from fangxian.core import clock
from fangxian.core.fields import under
from fangxian.lines.service import mine
from fangxian.mechanisms.entries.cursors import read_id
from fangxian.mechanisms.ledgers.declaring import Ledger, ledger_of
from fangxian.mechanisms.ledgers.fields.trees import several, unknown
from fangxian.mechanisms.ledgers.meaning import MOST_CHOICES, SEPARATOR, Meaning
from fangxian.mechanisms.ledgers.queries import labels, lines, rows_of
from fangxian.mechanisms.personnel.ledgers import PERSONS
from fangxian.mechanisms.personnel.models import Person, Posting
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.names import simplified
from fangxian.trees.places.paths import ancestors


class OwnMeaning(Meaning):
    """Names to somebody who serves: beside those that his roles show, what lies where he lives, serves or says he did.

    Of people these are the ones who are posted there.
    """

    def __init__(self, actor: Actor, person: Person, line: str = "") -> None:
        super().__init__(actor, person.response, line=line)
        self._paths = mine.places(person, person.response)
        self._offered: dict[str, dict[uuid.UUID, str]] = {}

    def serve_at(self, path: str) -> None:
        """Let what lies at a place be named that he says he was at."""
        self._paths.add(path)
        self._offered.clear()

    def entry(self, code: str, text: str) -> uuid.UUID:
        """Return the entry that a text means by id or label; raises ``Unreadable``."""
        offered, key = self._of(code), read_id(text)
        if key in offered:
            return key
        told = simplified(text)
        whole = {entry for entry, label in offered.items() if simplified(label) == told}
        found = whole or {
            entry for entry, label in offered.items() if simplified(label.partition(SEPARATOR)[0]) == told
        }
        if len(found) > 1:
            raise several([text] * len(found))
        if not found:
            raise unknown(text)
        return found.pop()

    def offered_entries(self, code: str) -> list[str]:
        """Return the labels that a form offers."""
        return sorted(set(self._of(code).values()))

    def _of(self, code: str) -> dict[uuid.UUID, str]:
        if code not in self._offered:
            ledger = ledger_of(code)
            rows = rows_of(ledger).at().filter(self._near(ledger), response=self.response)
            rows = rows.order_by("-happened_at", "-entry")[:MOST_CHOICES]
            near = {line.row.entry_id: line.label for line in lines(ledger, self.response, rows)}
            self._offered[code] = labels(self.actor, self.response, ledger, most=MOST_CHOICES) | near
        return self._offered[code]

    def _near(self, ledger: Ledger) -> Q:
        """Return which entries lie at his places or above them; persons by where they are posted."""
        inside, above = Q(pk__in=[]), set[str]()
        for path in self._paths:
            inside |= under("path", path)
            above |= {path, *ancestors(path)}
        if ledger is not PERSONS:
            return inside | Q(path__in=above)
        now = clock.now()
        posted = Posting.objects.at().filter(inside, response=self.response, happened_at__lte=now)
        return Q(entry__in=posted.exclude(ended_at__lte=now).values("person"))


class DecidingMeaning(Meaning):
    """Names to whoever decides: the entry that a proposal names is taken as it was chosen."""

    def entry(self, code: str, text: str) -> uuid.UUID:
        """Return an entry by its id; raises ``Unreadable`` where it was taken back meanwhile."""
        key = read_id(text)
        rows = rows_of(ledger_of(code)).at().filter(response=self.response, entry=key)
        if key is None or not rows.exists():
            raise unknown(text)
        return key
