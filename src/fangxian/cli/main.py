"""The commands of ``fangxian``; every one explains itself with ``--help`` and ends with 0, or 1 when refused."""

import sys

import typer

from fangxian.cli import (
    bulletins,
    data,
    drill,
    figures,
    filling,
    lake,
    relay,
    roster,
    scenarios,
    service,
    upgrading,
    uplink,
    work,
)

app = typer.Typer(
    help="Fangxian (防线): the working system of a local emergency command.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)
app.command()(service.serve)
app.command()(service.demo)
app.command()(service.migrate)
app.command()(service.invite)
app.command()(work.work)
app.command()(upgrading.backup)
app.command()(upgrading.restore)
app.command()(upgrading.upgrade)
app.command(name="manage", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(
    service.manage
)
app.add_typer(scenarios.app, name="scenario")
app.command(name="import")(data.import_file)
app.command()(data.load)
app.command()(drill.drill)
app.command()(roster.roster)
app.command()(relay.relay)
app.command()(filling.fill)
app.add_typer(figures.app, name="figures")
app.command()(figures.gaps)
app.command()(figures.measures)
app.add_typer(bulletins.app, name="bulletin")
app.add_typer(lake.app, name="lake")
app.add_typer(uplink.app, name="uplink")


def run() -> None:
    """Run a command; a refusal is one sentence on standard error and exit code 1."""
    from django.db import OperationalError

    from fangxian.core.errors import Refusal
    from fangxian.mechanisms.imports.codes import SheetError

    try:
        app()
    except Refusal as refusal:
        sys.exit(f"fangxian: {refusal.message}")
    except OperationalError as error:
        sys.exit(f"fangxian: the database does not answer: {str(error).strip().splitlines()[-1]}")
    except SheetError as error:
        sys.exit(f"fangxian: {error.problem.code}: {error.problem.sentence}")
