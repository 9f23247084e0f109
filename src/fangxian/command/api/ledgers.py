"""Every declared ledger over the API: list, enter, read, correct, take back, read in full for a purpose."""

import uuid
from typing import Any

from ninja import Router, Status

from fangxian.command.api import paging
from fangxian.command.api.arrivals import REFUSALS
from fangxian.command.api.lookups import known_at, response_of
from fangxian.command.api.schemas import ledgers as schemas
from fangxian.command.api.schemas.arrivals import Purpose
from fangxian.command.api.schemas.common import Cursor, Moment, Reason, Receipt
from fangxian.mechanisms.ledgers import actions, queries
from fangxian.mechanisms.ledgers.declaring import Ledger, all_ledgers
from fangxian.mechanisms.ledgers.meaning import Meaning
from fangxian.mechanisms.ledgers.queries import PAGE, Line
from fangxian.mechanisms.ledgers.statements import Statement, read
from fangxian.trees.people.access import Request
from fangxian.trees.people.api_auth import Requires

router = Router(tags=["ledgers"])


def _offer_reading(ledger: Ledger, root: str, entry: str) -> None:
    """Add the operations that read one ledger."""
    one, sees = schemas.shown(ledger), Requires(ledger.view)

    def listing(
        request: Request, as_of: Moment = "", cursor: Cursor = "", response: uuid.UUID | None = None
    ) -> dict[str, Any]:
        """List the entries of one's part, the latest first, masked."""
        known, found = known_at(as_of), response_of(response)
        rows = queries.page(queries.visible(request.actor, found, ledger, known), paging.moment_key(cursor))
        shown, more = paging.cut(rows, lambda row: (row.happened_at, row.entry_id), PAGE)
        return {"items": [_shown(line) for line in queries.lines(ledger, found, shown, known)], "next": more}

    def detail(request: Request, entry_id: uuid.UUID, as_of: Moment = "") -> dict[str, Any]:
        """Show one, masked."""
        known = known_at(as_of)
        row = queries.one(request.actor, ledger, entry_id, known)
        return _shown(queries.lines(ledger, row.response, [row], known)[0])

    def disclose(request: Request, entry_id: uuid.UUID, sent: Purpose) -> dict[str, str]:
        """Show the personal fields in full for a stated purpose; who read it, when and why is kept."""
        line = queries.disclose(request.actor, ledger, entry_id, sent.purpose)
        return {field.code: line.values[field.code] for field in ledger.masked}

    pages = {200: schemas.page(ledger, one), **REFUSALS}
    router.get(root, auth=sees, response=pages, **_called(ledger, listing))(listing)
    router.get(entry, auth=sees, response={200: one, **REFUSALS}, **_called(ledger, detail))(detail)
    if ledger.masked:
        opens, opened = Requires(ledger.disclose), {200: dict[str, str], **REFUSALS}
        router.post(f"{entry}/disclose", auth=opens, response=opened, **_called(ledger, disclose))(disclose)


def _offer_writing(ledger: Ledger, root: str, entry: str) -> None:
    """Add the operations that write one ledger."""
    enters = Requires(ledger.enter)

    def enter(request: Request, sent: Any, response: uuid.UUID | None = None) -> Status[Any]:
        """Enter one: 201 when it is new, 200 when the same content was sent before."""
        found = response_of(response)
        statement = Statement(ledger, read(ledger, sent.dict(), Meaning(request.actor, found)), sent.id)
        made = actions.enter(request.actor, found, ledger, [statement])
        return Status(201 if made else 200, {"id": sent.id, "new": bool(made)})

    def correct(request: Request, entry_id: uuid.UUID, sent: Any) -> dict[str, Any]:
        """Correct one, with a reason; the former version stays."""
        row = actions.own(request.actor, ledger, entry_id)
        values = read(ledger, sent.dict(), Meaning(request.actor, row.response))
        actions.correct(request.actor, ledger, entry_id, values, sent.reason)
        return {"id": entry_id, "new": True}

    def void(request: Request, entry_id: uuid.UUID, sent: Reason) -> Status[None]:
        """Take one back, with a reason."""
        actions.void(request.actor, ledger, entry_id, sent.reason)
        return Status(204, None)

    enter.__annotations__["sent"] = schemas.sent(ledger)
    correct.__annotations__["sent"] = schemas.correction(ledger)
    made: dict[int, Any] = {200: Receipt, 201: Receipt, **REFUSALS}
    router.post(root, auth=enters, response=made, **_called(ledger, enter))(enter)
    router.put(entry, auth=enters, response={200: Receipt, **REFUSALS}, **_called(ledger, correct))(correct)
    router.post(f"{entry}/void", auth=enters, response={204: None, **REFUSALS}, **_called(ledger, void))(void)


def _called(ledger: Ledger, operation: Any) -> dict[str, Any]:
    """Return the name and heading by which an operation is described."""
    name = operation.__name__
    return {"operation_id": f"ledgers_{ledger.code}_{name}", "summary": f"{ledger.title}: {name}"}


def _shown(line: Line) -> dict[str, Any]:
    row = line.row
    own = {"version": row.number, "voided": row.voided, "recorded_at": row.recorded_from}
    return {"id": row.entry_id, **own, "label": line.label, **line.told()}


for _ledger in all_ledgers():
    _where = f"/{_ledger.code}", f"/{_ledger.code}/{{uuid:entry_id}}"
    _offer_reading(_ledger, *_where)
    _offer_writing(_ledger, *_where)
