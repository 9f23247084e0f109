"""A lake opened for questions: the ledgers of one response as tables of an engine."""

import datetime
import uuid
from pathlib import Path

import ibis
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from ibis.expr.types import Table, Value

from fangxian.core.errors import Invalid, Missing
from fangxian.lake.conditions import translate
from fangxian.lake.engines import Engine
from fangxian.lake.files import read_list
from fangxian.lake.ledgers import LEDGERS
from fangxian.lake.manifest import Known, existing
from fangxian.mechanisms.figures.questions import Question


class Lake:
    """The ledgers of a response in a folder, read by an engine as the manifest of this moment names them."""

    def __init__(self, root: Path, response: uuid.UUID, engine: Engine) -> None:
        """Raises ``Missing`` where there is no lake, or none of this response."""
        self.root, self.response, self.engine = root.resolve(), response, engine
        self._manifest = existing(self.root)
        if str(response) not in self._manifest.responses:
            raise Missing(_("The lake holds nothing of this response: export it first."))
        self._tables: dict[str, Table] = {}

    @property
    def known(self) -> Known:
        """From which instant to which the lake knows everything."""
        return self._manifest.responses[str(self.response)]

    @property
    def until(self) -> datetime.datetime:
        """Up to which instant the lake knows everything."""
        return datetime.datetime.fromisoformat(self.known.until)

    def asked(self, question: Question) -> Question:
        """Return a question as of what the lake knows; raises ``Invalid`` for an instant that it does not hold."""
        as_of = question.as_of or self.until
        if as_of > self.until:
            told = _("The lake knows up to %(until)s: export again, or ask for an earlier instant.")
            until = timezone.localtime(self.until).isoformat(timespec="seconds")
            raise Invalid({"as_of": told % {"until": until}})
        if self.known.since and as_of < datetime.datetime.fromisoformat(self.known.since):
            told = _("The lake knows from %(since)s on: ask for a later instant.")
            raise Invalid({"as_of": told % {"since": self.known.since}})
        return question.at(as_of=as_of)

    def table(self, ledger: str) -> Table:
        """Return a ledger's rows, those of every day."""
        if ledger not in self._tables:
            files = self._files(ledger)
            name = f"{ledger}_{self.response.hex}"
            found = self.engine.table(name, files) if files else _empty(ledger)
            self._tables[ledger] = found
        return self._tables[ledger]

    def known_at(self, ledger: str, as_of: datetime.datetime | None, condition: Q) -> Table:
        """Return the rows that counted at an instant and meet a condition."""
        table = self.table(ledger)
        known = Q(recorded_from__lte=as_of, recorded_to__gt=as_of)
        if LEDGERS[ledger].counts_voided:
            known &= Q(voided=False)
        return table.filter(translate(known & condition, table))

    def _files(self, ledger: str) -> list[Path]:
        days = self._manifest.days.get(ledger, {})
        lists = [path for key, path in sorted(days.items()) if key.startswith(f"{self.response}/")]
        return [self.root / file.path for path in lists for file in read_list(self.root, path).values()]


def _empty(ledger: str) -> Table:
    return ibis.memtable(LEDGERS[ledger].schema.empty_table())


def text(column: Value) -> Value:
    """Return a key as groups name it: "" for none."""
    return column.fill_null("")
