"""The proposal of pairings over the API; taking it over is entering pairings (M9)."""

import uuid

from ninja import Router, Schema

from fangxian.command.api.arrivals import REFUSALS
from fangxian.command.api.lookups import response_of
from fangxian.command.api.schemas.common import example
from fangxian.lines.pairing import queries
from fangxian.lines.pairing.rules import propose
from fangxian.lines.pairing.settling import PAIR
from fangxian.mechanisms.figures.asking import place_for
from fangxian.trees.people.access import Request
from fangxian.trees.people.api_auth import Requires

router = Router(tags=["pairing"])


class ProposedOut(Schema):
    """A unit proposed for a community, by their codes, with what speaks for it."""

    body: str
    place: str
    households: int
    arrivals: int
    checkpoints: int
    strength: int

    model_config = example(
        body="dept-10", place="220602001001", households=1200, arrivals=9, checkpoints=3, strength=24
    )


@router.get("/pairings/proposal", auth=Requires(PAIR), response={200: list[ProposedOut], **REFUSALS})
def proposal(request: Request, place: str = "", response: uuid.UUID | None = None) -> list[ProposedOut]:
    """Propose pairings for the communities without a unit, and for the units without a community."""
    held = response_of(response)
    top = place_for(request.actor, place[:26], PAIR) if place else held.jurisdiction
    needs = {need.path: need for need in queries.needs(request.actor, held, top)}
    units = {unit.id: unit for unit in queries.units(request.actor, held)}
    return [
        ProposedOut(
            body=body.code,
            place=at.code,
            households=needs[at.path].households,
            arrivals=needs[at.path].arrivals,
            checkpoints=needs[at.path].checkpoints,
            strength=units[body.id].strength,
        )
        for body, at in queries.named(propose(needs.values(), units.values()))
    ]
