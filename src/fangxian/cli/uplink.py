"""``fangxian uplink``: nodes paired, aggregates sent up, who is current, behind or silent, keys renewed."""

import json
import uuid
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fangxian.cli.setup import Database, Json, start, working

if TYPE_CHECKING:
    from fangxian.uplink.models import Upstream

Option = typer.Option
app = typer.Typer(
    help="County to city to province: aggregates sent up, signed and receipted.", no_args_is_help=True
)


@app.command()
def register(
    place: Annotated[str, typer.Argument(help="Division code of the place for which the node below stands.")],
    title: Annotated[str, Option(help="Its name; default: the place's.")] = "",
    depth: Annotated[
        str, Option(help="Down to which level it tells: county, street, community.")
    ] = "community",
    minutes: Annotated[int, Option(help="Minutes between two rounds.")] = 15,
    database: Database = "",
    as_json: Json = False,
) -> None:
    """Above: add a node and print its pairing code, shown this once; it holds for a day."""
    start(database)
    from fangxian.command.api.lookups import place_of
    from fangxian.command.figuring import response_now
    from fangxian.trees.people.actor import SYSTEM
    from fangxian.uplink.actions import nodes

    found = place_of(place)
    node, code = nodes.register(
        SYSTEM, response_now(), found, title or found.name, depth=depth, minutes=minutes
    )
    _tell({"id": str(node.id), "code": code}, as_json, code)


@app.command()
def pair(
    url: Annotated[str, typer.Argument(help="Address of the node above, such as https://city.example.")],
    code: Annotated[str, Option(prompt=True, hide_input=True, help="The code that it shows.")],
    database: Database = "",
    as_json: Json = False,
) -> None:
    """Below: exchange keys with the node above by its one-time code."""
    start(database)
    from fangxian.command.figuring import response_now
    from fangxian.trees.people.actor import SYSTEM
    from fangxian.uplink.actions import upstreams

    made = upstreams.pair(SYSTEM, response_now(), url, code)
    told = {"id": str(made.id), "title": made.title, "place": made.place.code, "minutes": made.minutes,
            "measures": len(made.measures)}  # fmt: skip
    _tell(told, as_json, f"{made.title}: {made.place}")


@app.command()
def send(
    every_day: Annotated[
        bool, Option("--every-day", help="Look through all past days for corrections.")
    ] = False,
    again: Annotated[bool, Option("--again", help="Send what was refused again.")] = False,
    database: Database = "",
    as_json: Json = False,
) -> None:
    """Make what is due and send all that waits; ends with 1 while something has no receipt or was refused."""
    start(database)
    from fangxian.trees.people.actor import SYSTEM
    from fangxian.uplink import queries
    from fangxian.uplink.actions import upstreams

    found = []
    for upstream in _live():
        with working(upstream.title):
            if again:
                upstreams.send_again(SYSTEM, upstream.pk)
            _upstream, taken = upstreams.send_now(SYSTEM, upstream.pk, every_day=every_day)
        upstream.refresh_from_db()
        found.append({
            "title": upstream.title, "taken": taken, "waiting": queries.waiting(upstream).count(),
            "refused": queries.set_aside(upstream).count(), "outcome": upstream.outcome,
        })  # fmt: skip
    _tell(found, as_json, *(", ".join(f"{name} {value}" for name, value in row.items()) for row in found))
    raise typer.Exit(1 if not found or any(row["waiting"] or row["refused"] for row in found) else 0)


@app.command()
def status(database: Database = "", as_json: Json = False) -> None:
    """Show the nodes above and below; ends with 1 when one is behind or silent, or something waits or was refused."""
    start(database)
    from fangxian.command.figuring import response_now
    from fangxian.trees.people.actor import SYSTEM
    from fangxian.uplink import showing

    response = response_now()
    above, below = showing.upstream_rows(SYSTEM, response), showing.node_rows(SYSTEM, response)
    lines = [
        f"↑ {row['title']} {row['url']}: {row['waiting']} {row['set_aside']} {row['outcome']}"
        for row in above
    ]
    lines += [f"↓ {row['title']}: {row['state']} {row['since'] or ''}" for row in below]
    _tell({"above": above, "below": below}, as_json, *lines)
    wrong = any(row["state"] in ("behind", "silent") for row in below)
    late = any((row["waiting"] or row["set_aside"]) and not row["ended_at"] for row in above)
    raise typer.Exit(1 if wrong or late else 0)


@app.command()
def keys(
    renew: Annotated[bool, Option("--renew", help="Renew our key towards the node above.")] = False,
    renew_for: Annotated[str, Option(help="Renew the key that signs this node's receipts (its id).")] = "",
    revoke: Annotated[str, Option(help="Revoke this node below (its id): nothing is taken from it.")] = "",
    database: Database = "",
    as_json: Json = False,
) -> None:
    """List the public keys by their beginnings, renew or revoke them; the private ones lie in the keys folder."""
    start(database)
    from fangxian.trees.people.actor import SYSTEM
    from fangxian.uplink.actions import nodes, upstreams
    from fangxian.uplink.models import Node

    if renew:
        for upstream in _live():
            upstreams.renew_key(SYSTEM, upstream.pk)
    if renew_for:
        nodes.renew_key(SYSTEM, _id(renew_for))
    if revoke:
        nodes.revoke(SYSTEM, _id(revoke))
    rows = [{"id": str(row.pk), "title": row.title, "theirs": row.upper_key[:16], "generation": row.generation}
            for row in _live()]  # fmt: skip
    rows += [{"id": str(row.pk), "title": row.title, "theirs": row.key[:16], "generation": row.generation}
             for row in Node.objects.filter(revoked_at=None)]  # fmt: skip
    _tell(rows, as_json, *(" ".join(map(str, row.values())) for row in rows))


def _live() -> "list[Upstream]":
    from fangxian.uplink.models import Upstream

    return list(Upstream.objects.filter(ended_at=None).select_related("place", "response"))


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise typer.BadParameter("This is no node's id.") from error


def _tell(told: Any, as_json: bool, *lines: str) -> None:
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1, default=str))
        return
    for line in lines:
        typer.echo(line)
