"""The uplink over the API: what nodes say to each other, under their signatures, and what people ask (M24, M25)."""

import base64
import binascii
import dataclasses
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Status

from fangxian.command.api.arrivals import REFUSALS
from fangxian.command.api.lookups import place_of, response_of
from fangxian.command.api.schemas.common import Code, Day, Measure, Moment, Problem
from fangxian.command.api.schemas.uplink import (
    CodeOut,
    ComparedOut,
    NodeIn,
    NodeOut,
    PairIn,
    PairOut,
    ReceivedOut,
    UpstreamOut,
)
from fangxian.mechanisms.figures.questions import instant
from fangxian.trees.people.access import Request
from fangxian.trees.people.api_auth import OpenToAll, Requires
from fangxian.uplink import comparing, opening, queries, receiving, showing
from fangxian.uplink.actions import keys, nodes
from fangxian.uplink.calling import HEADERS
from fangxian.uplink.refusing import Code as RefusalCode
from fangxian.uplink.refusing import UplinkRefused
from fangxian.uplink.rules.packages import Envelope

router = Router(tags=["uplink"])
SEES, MANAGES = Requires("uplink.view"), Requires("uplink.manage")
NODE_REFUSALS = dict.fromkeys((403, 404, 409, 413, 422, 429), Problem)


class OpenToNodes(OpenToAll):
    """Lets a node send what is larger than a visitor's: who it is, its signature tells."""

    largest = 25 * 1024 * 1024


@router.post("/uplink/pair", auth=OpenToAll(), response={200: PairOut, **NODE_REFUSALS})
def pair(request: HttpRequest, sent: PairIn) -> dict[str, Any]:
    """Exchange keys with a node that proves to know its one-time code."""
    return dataclasses.asdict(nodes.pair(nodes.Told(sent.key, sent.proof)))


@router.post("/uplink/packages", auth=OpenToNodes(), response={200: dict[str, Any], **NODE_REFUSALS})
def packages(request: HttpRequest) -> HttpResponse:
    """Take a signed package in its order; the answer is its receipt, signed in the header ``Uplink-Signature``."""
    return _signed(*receiving.receive(*_envelope(request), request.body))


@router.post("/uplink/keys", auth=OpenToAll(), response={200: dict[str, Any], **NODE_REFUSALS})
def new_key(request: HttpRequest) -> HttpResponse:
    """Take a node's new public key, signed by its present one."""
    return _signed(*keys.accept(*_envelope(request), request.body))


@router.get("/uplink/nodes", auth=SEES, response={200: list[NodeOut], **REFUSALS})
def listing(request: Request, response: uuid.UUID | None = None) -> list[dict[str, Any]]:
    """List the nodes below: which are current, behind or silent, and since when."""
    return showing.node_rows(request.actor, response_of(response))


@router.post("/uplink/nodes", auth=MANAGES, response={201: CodeOut, **REFUSALS})
def register(request: Request, sent: NodeIn, response: uuid.UUID | None = None) -> Status[Any]:
    """Add a node for a place below; the code is shown this once and holds for a day."""
    node, code = nodes.register(
        request.actor, response_of(response), place_of(sent.place), sent.title, depth=sent.depth,
        minutes=sent.minutes,
    )  # fmt: skip
    return Status(201, {"id": node.id, "code": code, "until": node.pairing_until})


@router.post("/uplink/nodes/{uuid:node_id}/code", auth=MANAGES, response={200: CodeOut, **REFUSALS})
def new_code(request: Request, node_id: uuid.UUID) -> dict[str, Any]:
    """Give a node that is not paired yet another code."""
    node, code = nodes.new_code(request.actor, node_id)
    return {"id": node.id, "code": code, "until": node.pairing_until}


@router.post("/uplink/nodes/{uuid:node_id}/revoke", auth=MANAGES, response={204: None, **REFUSALS})
def revoke(request: Request, node_id: uuid.UUID) -> Status[None]:
    """Take nothing from a node any more."""
    nodes.revoke(request.actor, node_id)
    return Status(204, None)


@router.post("/uplink/nodes/{uuid:node_id}/renew-key", auth=MANAGES, response={204: None, **REFUSALS})
def renew_key(request: Request, node_id: uuid.UUID) -> Status[None]:
    """Sign a node's receipts by a new key."""
    nodes.renew_key(request.actor, node_id)
    return Status(204, None)


@router.get("/uplink/upstreams", auth=SEES, response={200: list[UpstreamOut], **REFUSALS})
def upstreams(request: Request, response: uuid.UUID | None = None) -> list[dict[str, Any]]:
    """List the nodes above, with what waits and the last receipt."""
    return showing.upstream_rows(request.actor, response_of(response))


@router.get("/uplink/figures", auth=SEES, response={200: ComparedOut, **REFUSALS})
def figures(
    request: Request,
    measure: Measure,
    day: Day,
    place: Code = "",
    as_of: Moment = "",
    response: uuid.UUID | None = None,
) -> dict[str, Any]:
    """Show a measure of a day by place: what came from below, beside what was entered here, never added."""
    known = instant(as_of, "as_of") if as_of else None
    found = comparing.compare(request.actor, response_of(response), measure, day, place, known)
    return showing.compared(found)


@router.get("/uplink/received/{int:package_id}", auth=SEES, response={200: ReceivedOut, **REFUSALS})
def received(request: Request, package_id: int) -> dict[str, Any]:
    """Show a package as it was signed, whether the signature is right, and its receipt."""
    return opening.package(queries.package(request.actor, package_id))


def _envelope(request: HttpRequest) -> tuple[Envelope, bytes]:
    node, time, key, told, signature = (request.headers.get(name, "") for name in HEADERS)
    try:
        signed = base64.b64decode(signature, validate=True)
        return Envelope(uuid.UUID(node).hex, int(time), key, told), signed
    except (ValueError, binascii.Error) as error:
        raise UplinkRefused(RefusalCode.MALFORMED, _("This call is not signed as it must be.")) from error


def _signed(answer: bytes, signature: bytes) -> HttpResponse:
    told = base64.b64encode(signature).decode()
    return HttpResponse(answer, content_type="application/json", headers={"Uplink-Signature": told})
