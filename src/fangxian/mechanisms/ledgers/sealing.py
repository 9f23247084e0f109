"""The personal fields of ledgers' rows: sealed by class of data, found by keyed tokens, masked (decision 8)."""

import json
from collections import defaultdict
from collections.abc import Mapping

from fangxian.core import crypto
from fangxian.core.crypto import DataClass, KeyDestroyed
from fangxian.mechanisms.ledgers.declaring import Ledger, Values
from fangxian.mechanisms.ledgers.models import LedgerRow
from fangxian.trees.responses.models import Response

COLUMNS = {DataClass.IDENTITY: "identity", DataClass.CONTACT: "contact", DataClass.HEALTH: "health"}
Opened = Mapping[str, str]
"""Sealed values by field; those whose key was destroyed are left out."""


def seal(ledger: Ledger, response: Response, row: LedgerRow, values: Values) -> None:
    """Set the sealed columns and the tokens of a row."""
    parts: dict[DataClass, dict[str, str]] = defaultdict(dict)
    for field in ledger.personal:
        value = values.get(field.code) or ""
        parts[field.data_class][field.code] = value
        if field.sought:
            setattr(row, field.sought, token(response, field.sought, field.normal(value)) if value else None)
    for data_class, told in parts.items():
        text = json.dumps(told, ensure_ascii=False)
        sealed = crypto.seal(response.key_owner, data_class, text.encode(), _context(row, data_class))
        setattr(row, COLUMNS[data_class], sealed)


def unseal(ledger: Ledger, response: Response, row: LedgerRow) -> Opened:
    """Return a row's sealed values in the clear: whoever shows the masked ones has recorded the purpose."""
    opened: dict[str, str] = {}
    for data_class in {field.data_class for field in ledger.personal}:
        sealed = bytes(getattr(row, COLUMNS[data_class]))
        if not sealed:
            continue
        try:
            text = crypto.unseal(response.key_owner, data_class, sealed, _context(row, data_class))
        except KeyDestroyed:
            continue
        opened |= json.loads(text)
    return opened


def token(response: Response, kind: str, text: str) -> bytes:
    """Return the keyed token of a normalised value of a kind."""
    return crypto.token(response.key_owner, f"{kind}:{text}")


def _context(row: LedgerRow, data_class: DataClass) -> str:
    return f"{row.entry_id}:{data_class}"
