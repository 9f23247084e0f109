"""``fangxian bulletin``: draft, issue, print and verify a bulletin without a browser."""

import json
from pathlib import Path
from typing import Annotated

import typer

from fangxian.cli.setup import Database, Json, start

app = typer.Typer(help="Bulletins whose every figure holds.", no_args_is_help=True)
Option = typer.Option
Issuer = Annotated[str, Option(help="Code of the issuing body, where several issue.")]


@app.command()
def issue(
    issuer: Annotated[str, Option(help="Code of the issuing body.")],
    line: Annotated[str, Option(help="Line in which it stands.")],
    source: Annotated[Path | None, Option(help="Source text; default: the built-in one.")] = None,
    mark: Annotated[str, Option(help="Document mark, such as 白山直党工发.")] = "",
    to: Annotated[str, Option(help="End of the figures' window.")] = "",
    database: Database = "",
) -> None:
    """Draft and issue a bulletin; print its text."""
    start(database)
    from fangxian.command.figuring import response_now
    from fangxian.mechanisms.figures.questions import instant
    from fangxian.mechanisms.papers import actions, printing
    from fangxian.trees.bodies.queries import by_code
    from fangxian.trees.people.actor import SYSTEM

    text = source.read_text(encoding="utf-8") if source else printing.default_source()
    until = instant(to, "to") if to else None
    drafted = actions.draft(
        SYSTEM, response_now(), by_code(issuer), line, text, document_mark=mark, until=until
    )
    issued = actions.issue(SYSTEM, drafted)
    typer.echo(printing.text(issued))


@app.command()
def show(
    number: int,
    file: Annotated[Path | None, Option(help=".docx, .pdf or .txt")] = None,
    issuer: Issuer = "",
    database: Database = "",
) -> None:
    """Print an issued bulletin, or write it as a Word document or PDF."""
    start(database)
    from fangxian.mechanisms.papers import printing

    bulletin = printing.numbered(number, issuer)
    if file is None:
        typer.echo(printing.text(bulletin))
    else:
        file.write_bytes(printing.rendered(bulletin, file.suffix.lstrip(".")))


@app.command()
def verify(number: int, issuer: Issuer = "", database: Database = "", as_json: Json = False) -> None:
    """Recompute every figure as known at the issue; exit code 1 if any differs."""
    start(database)
    from fangxian.mechanisms.papers import actions, printing

    rows = actions.verify(printing.numbered(number, issuer))
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for row in rows:
            typer.echo(f"{'=' if row['same'] else '≠'} {row['reference']}: {row['issued']['value']}")
    raise typer.Exit(0 if all(row["same"] for row in rows) else 1)
