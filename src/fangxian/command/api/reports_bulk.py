"""Very many reports over the API: lines of JSON in, an answer to each line out, neither ever held whole (M8)."""

import tempfile
import uuid
from collections import Counter
from collections.abc import Iterator
from typing import IO, Any

import msgspec
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.translation import gettext as _
from ninja import Router
from ninja.errors import HttpError

from fangxian.command.api.arrivals import REFUSALS
from fangxian.command.api.lookups import response_of
from fangxian.command.api.schemas.reports_bulk import LineOut
from fangxian.core.errors import TooLarge
from fangxian.lines.reports import bulk
from fangxian.lines.reports.bulk.reading import PIECE, Broken, split, unpacked
from fangxian.trees.people.access import Request
from fangxian.trees.people.actor import Actor
from fangxian.trees.people.api_auth import Requires
from fangxian.trees.responses.models import Response

router = Router(tags=["reports"])
NDJSON = "application/x-ndjson"
LARGEST = 4 * 1024**3
"""Bytes of one sending as they come, packed or not."""
BODY = {
    "requestBody": {
        "required": True,
        "description": "One report a line, as POST /reports takes it; Content-Encoding: gzip is understood.",
        "content": {NDJSON: {"schema": {"$ref": "#/components/schemas/ReportIn"}}},
    }
}


@router.post(
    "/reports:bulk",
    auth=Requires("reports.file"),
    response={200: LineOut, **REFUSALS},
    openapi_extra=BODY,
)
def send(request: Request, response: uuid.UUID | None = None, dry_run: bool = False) -> Any:
    """File reports by the thousand: the answer is a line of JSON for each line, and a last one that counts them.

    Lines are filed in batches, each whole or not at all. Sending again is safe: what is there is ``unchanged``. An
    answer without its last line was cut off: send again.
    """
    if request.content_type != NDJSON:
        raise HttpError(415, _("Send lines of JSON, as %(type)s.") % {"type": NDJSON})
    asked = response_of(response)
    received = _received(request)
    packed = request.headers.get("Content-Encoding", "").lower() == "gzip"
    answer = _answered(request.actor, asked, received, packed=packed, dry_run=dry_run)
    return StreamingHttpResponse(answer, content_type=NDJSON)


def _received(request: HttpRequest) -> IO[bytes]:
    """Keep what is sent in a file: a sender who reads nothing before he has sent all would wait for us, as we for him.

    Raises ``TooLarge``.
    """
    ends_itself = request.META.get("wsgi.input_terminated") and not request.META.get("CONTENT_LENGTH")
    source = request.META["wsgi.input"] if ends_itself else request
    kept = tempfile.TemporaryFile()  # noqa: SIM115
    size = 0
    while piece := source.read(PIECE):
        size += len(piece)
        if size > LARGEST:
            kept.close()
            raise TooLarge(_("This is larger than anything that belongs here: send it in parts."))
        kept.write(piece)
    kept.seek(0)
    return kept


def _answered(
    actor: Actor, response: Response, received: IO[bytes], *, packed: bool, dry_run: bool
) -> Iterator[bytes]:
    encoder, counts, why = msgspec.json.Encoder(), Counter[str](), ""
    with received:
        pieces = iter(lambda: received.read(PIECE), b"")
        lines = split(unpacked(pieces) if packed else pieces)
        try:
            for results in bulk.file_lines(actor, response, lines, dry_run=dry_run):
                counts.update(result.status.value for result in results)
                yield encoder.encode_lines(results)
        except Broken as broken:
            why = str(broken.message)
    last = {"done": not why, "lines": counts.total(), **counts}
    yield encoder.encode_lines([last | ({"detail": why} if why else {})])
