"""``fangxian drill``: a response played for practice, whose truth is known and held against the figures."""

import datetime
import itertools
import json
import uuid
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from fangxian.cli.setup import Database, Json, start

if TYPE_CHECKING:
    from fangxian.drill.models import Drill
    from fangxian.drill.parameters import Parameters

Option = typer.Option
SHOWN = 20
"""Steps that a dry run prints."""


def drill(
    place: Annotated[str, Option(help="Division code: of a street, county, city or province.")] = "",
    days: Annotated[int, Option(help="How many days it lasts.")] = 3,
    units: Annotated[int, Option(help="Units that take part.")] = 20,
    arrivals: Annotated[int, Option(help="People who arrive each day.")] = 30,
    late: Annotated[float, Option(help="Share sent after the deadline, from 0 to 1.")] = 0.1,
    missing: Annotated[float, Option(help="Share never sent.")] = 0.1,
    corrected: Annotated[float, Option(help="Share corrected later.")] = 0.05,
    duplicated: Annotated[float, Option(help="Share sent twice.")] = 0.05,
    out_of_order: Annotated[float, Option(help="Share of the late reports sent after the next day's.")] = 0.2,
    seed: Annotated[int, Option(help="The same seed plays the same drill.")] = 1,
    form: Annotated[str, Option(help="Code of the form that the units owe.")] = "daily-returnees",
    line: Annotated[str, Option(help="Take units of this line; without it they are invented.")] = "",
    first: Annotated[
        datetime.datetime | None,
        Option("--start", formats=["%Y-%m-%d"], help="First day; without it the last one is yesterday."),
    ] = None,
    name: Annotated[str, Option(help="Name of the drill; 【演练】 is put before it.")] = "",
    direct: Annotated[bool, Option("--direct", help="Enter reports in sets, by the bulk path.")] = False,
    url: Annotated[str, Option(help="Send to this running server, by its own clock.")] = "",
    play: Annotated[str, Option(help="Play a drill that waits, by its id.")] = "",
    remove: Annotated[str, Option(help="Remove a drill with all that it entered, by its id.")] = "",
    dry_run: Annotated[bool, Option("--dry-run", help="Say what would be sent; write nothing.")] = False,
    database: Database = "",
    as_json: Json = False,
) -> None:
    """Play a drill by the simulated clock, and hold what it entered against the live figures.

    Nobody in it exists, and only its own response is written to. Ends with 0 when every figure is what was entered,
    with 1 when one differs, something was not taken in or the command is refused, with 2 for a wrong option.
    """
    start(database)
    from fangxian.drill.parameters import Parameters

    if remove:
        _remove(_id(remove, "--remove"), as_json)
        return
    if not place and not play:
        raise typer.BadParameter("name the place, such as 2206", param_hint="--place")
    asked = Parameters(
        place, days, units, arrivals, late, missing, corrected, duplicated, out_of_order, seed, form, line,
        first.date() if first else None, name,
    )  # fmt: skip
    if dry_run:
        _rehearse(asked, as_json)
        return
    played = _play(_found(_id(play, "--play")) if play else _ask(asked), direct=direct, url=url)
    _report(played, as_json)
    raise typer.Exit(1 if played.differences or played.refused else 0)


def _ask(asked: "Parameters") -> "Drill":
    from fangxian.drill import actions
    from fangxian.trees.people.actor import SYSTEM

    return actions.ask(SYSTEM, asked)


def _found(key: uuid.UUID) -> "Drill":
    from fangxian.drill import queries
    from fangxian.trees.people.actor import SYSTEM

    return queries.one(SYSTEM, key)


def _play(drill: "Drill", *, direct: bool, url: str) -> "Drill":
    from fangxian.drill import clients, playing

    def remote(token: str) -> clients.Sender:
        return clients.Remote(url, token)

    with Progress(console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task(drill.name, total=drill.steps)
        return playing.play(
            drill, carry=remote if url else clients.InProcess, direct=direct, by_own_clock=not url,
            tell=lambda played: progress.update(bar, completed=min(played, drill.steps)),
        )  # fmt: skip


def _remove(key: uuid.UUID, as_json: bool) -> None:
    from fangxian.drill import removing
    from fangxian.trees.people.actor import SYSTEM

    counts = removing.remove(SYSTEM, _found(key))
    typer.echo(
        json.dumps(counts, ensure_ascii=False)
        if as_json
        else ", ".join(f"{n} {c}" for n, c in counts.items())
    )


def _rehearse(asked: "Parameters", as_json: bool) -> None:
    """Print the first steps and how many there are of each kind."""
    from fangxian.drill.rehearsing import rehearse

    steps, counts = itertools.tee(rehearse(asked))
    shown = [
        {"at": step.at.isoformat(), "what": step.what.value, "sender": step.sender, "told": step.told}
        for step in (steps if as_json else itertools.islice(steps, SHOWN))
    ]
    for each in shown:
        typer.echo(json.dumps(each, ensure_ascii=False))
    kinds = [step.what.value for step in counts]
    totals = {kind: kinds.count(kind) for kind in sorted(set(kinds))}
    typer.echo(", ".join(f"{kind} {count}" for kind, count in totals.items()), err=as_json)


def _report(played: "Drill", as_json: bool) -> None:
    told: dict[str, Any] = {
        "id": str(played.id), "name": played.name, "state": played.state, "summary": played.summary,
        "truth": played.truth, "figures": played.found, "differences": sorted(played.differences),
        "refused": played.refused,
    }  # fmt: skip
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    table = Table("measure", "entered", "figure", "")
    for code, entered in played.truth.items():
        found = played.found.get(code)
        table.add_row(
            code, str(entered), "—" if found is None else str(found), "" if found == entered else "differs"
        )
    Console().print(table)
    typer.echo(
        f"{played.name} {played.id}: "
        + ", ".join(f"{name} {count}" for name, count in played.summary.items())
    )
    for line in played.refused:
        typer.echo(f"not taken in: {line}", err=True)


def _id(text: str, option: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise typer.BadParameter("give the drill's id", param_hint=option) from error
