"""A row as it is entered: values by field, read from a form, a sheet or the API, held against the ledger's rules."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from fangxian.core import clock, crypto
from fangxian.core.errors import Invalid, Text
from fangxian.core.folding import fold
from fangxian.core.ids import new_id
from fangxian.mechanisms.ledgers.declaring import Ledger, Values
from fangxian.mechanisms.ledgers.fields.base import Unreadable
from fangxian.mechanisms.ledgers.fields.days import Since, Until
from fangxian.mechanisms.ledgers.fields.trees import OnBehalf
from fangxian.mechanisms.ledgers.meaning import Meaning
from fangxian.mechanisms.ledgers.models import LedgerRow
from fangxian.mechanisms.ledgers.sealing import seal
from fangxian.trees.responses.models import Response

NOWHERE = {"path": "", "body_path": "", "place_stated": False}


@dataclass(frozen=True)
class Statement:
    """An entry's values as somebody enters them, under an id that its maker chose."""

    ledger: Ledger
    values: Values
    id: uuid.UUID = field(default_factory=new_id)

    @property
    def content(self) -> str:
        """The canonical text by which an entry sent again is recognised."""
        plain = {code: self.ledger.by_code[code].canonical(value) for code, value in self.values.items()}
        return json.dumps(plain, ensure_ascii=False, sort_keys=True, default=list)

    def differing(self, other: Values) -> list[str]:
        """Return the fields of which another row says something else."""
        return [
            code for code, value in self.values.items()
            if self._told(code, value) != self._told(code, other.get(code))
        ]  # fmt: skip

    def _told(self, code: str, value: Any) -> str:
        return json.dumps(self.ledger.by_code[code].canonical(value), ensure_ascii=False, default=list)

    def row(self, response: Response, former: LedgerRow | None = None) -> LedgerRow:
        """Return the version of what is stated, sealed, not stamped; what is not entered stays as in ``former``."""
        columns: dict[str, Any] = {name: getattr(former, name) for name in self.ledger.kept} if former else {}
        columns |= dict(NOWHERE, happened_at=former.happened_at if former else clock.now())
        for one in self.ledger.fields:
            if not one.settled:
                columns |= one.columns(self.values.get(one.code))
            elif former:
                columns |= {name: getattr(former, name) for name in one.names}
        columns["path"] = columns["path"] or self._path_of_body() or response.jurisdiction.path
        row = self.ledger.model(
            entry_id=self.id, response=response, name_key=self.name_key(response),
            **columns | dict(self.ledger.derive(self.values)),
        )  # fmt: skip
        if self.ledger.personal:
            seal(self.ledger, response, row, self.values)
        return row

    def name_key(self, response: Response) -> bytes | None:
        """Return the token of what names the entry, None where the ledger has no such key or nothing is stated."""
        told = [self.ledger.by_code[code].canonical(self.values.get(code)) for code in self.ledger.key]
        if not told or not any(told):
            return None
        text = json.dumps([fold(one) if isinstance(one, str) else one for one in told], ensure_ascii=False)
        return crypto.token(response.key_owner, f"{self.ledger.code}:{text}")

    def _path_of_body(self) -> str:
        bodies = (self.values.get(one.code) for one in self.ledger.fields if isinstance(one, OnBehalf))
        return next((body.place_path for body in bodies if body), "")


def read(ledger: Ledger, told: Mapping[str, Any], meaning: Meaning) -> dict[str, Any]:
    """Read what was told into values of every field; raises ``Invalid`` naming each field that cannot be read."""
    values: dict[str, Any] = {}
    errors: dict[str, Text] = {}
    for one in ledger.entered:
        try:
            values[one.code] = one.read(told.get(one.code), meaning)
        except Unreadable as problem:
            errors[one.code] = str(problem)
    if errors:
        raise Invalid(errors)
    return values


def check(ledger: Ledger, values: Values) -> None:
    """Raise ``Invalid`` naming every field that is missing or breaks a rule of the ledger."""
    errors: dict[str, Text] = {
        one.code: _("Fill this in.")
        for one in ledger.entered
        if one.required and values.get(one.code) in BLANK
    }
    since = next((values.get(one.code) for one in ledger.fields if isinstance(one, Since)), None)
    until = next(((one.code, values.get(one.code)) for one in ledger.fields if isinstance(one, Until)), None)
    if since and until and until[1] and until[1] < since:
        errors[until[0]] = _("It ends before it begins.")
    if not errors:
        errors |= dict(ledger.check(values))
    if errors:
        raise Invalid(errors)


BLANK: tuple[Any, ...] = (None, "", ())
