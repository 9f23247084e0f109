"""``fangxian serve``, ``demo``, ``migrate``, ``invite`` and ``manage``: running a site."""

import os
import sys
import threading
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from fangxian.cli.setup import Database, start

Option = typer.Option
SCENARIO = Path("scenarios/baishan-2020")
ROUND = 20
"""Seconds between two rounds of the demonstration's worker."""
NEXT_MORNING = datetime(2020, 2, 16, 8, 30)  # noqa: DTZ001


def migrate(
    to: Annotated[str, Option(help="Go back to the tables of this earlier release.")] = "",
    database: Database = "",
) -> None:
    """Create or update the tables of the main database and of the audit trail."""
    start(database)
    from fangxian.command.upgrading import releases

    if to:
        releases.migrate_to(to)
    else:
        releases.bring_up()


def serve(
    host: Annotated[str, Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, Option(help="Port to listen on.")] = 8000,
    workers: Annotated[int, Option(help="Processes; each with four threads.")] = 2,
    at: Annotated[
        datetime | None, Option(help="Let the clock begin here (drills; local settings only).")
    ] = None,
    certificate: Annotated[
        Path | None, Option(help="Serve HTTPS with this certificate chain (PEM); default: a proxy does.")
    ] = None,
    key: Annotated[Path | None, Option(help="The certificate's private key (PEM).")] = None,
    database: Database = "",
) -> None:
    """Serve the site with gunicorn."""
    start(database)
    if at:
        shift_clock(at)
    tls = {"certfile": str(certificate), "keyfile": str(key)} if certificate and key else {}
    _serve(host, port, workers, tls=tls)


def demo(
    serve_site: Annotated[bool, Option("--serve/--no-serve", help="Serve the site afterwards.")] = True,
    port: Annotated[int, Option(help="Port to listen on.")] = 8000,
    scenario: Annotated[Path, Option(help="Folder of the scenario.")] = SCENARIO,
) -> None:
    """Replay the scenario into a fresh database, issue and print its bulletins, then serve the site with a worker."""
    start()
    from django.conf import settings

    if not settings.FANGXIAN_DEMO:
        sys.exit("fangxian: the demonstration runs on local settings only.")
    from fangxian.scenario.demo import prepare

    typer.echo(prepare(scenario))
    if serve_site:
        typer.echo(f"http://127.0.0.1:{port}/", err=True)
        shift_clock(NEXT_MORNING)
        _serve("127.0.0.1", port, 1, works=True)


def invite(
    name: Annotated[str, typer.Argument(help="Sign-in name of the new account.")],
    role: Annotated[str, Option(help="Role, such as administrator or work_committee.")],
    place: Annotated[str, Option(help="Division code of the place that the role covers.")] = "",
    body: Annotated[str, Option(help="Code of the body that the role covers.")] = "",
    line: Annotated[str, Option(help="Line of that body.")] = "",
    title: Annotated[str, Option(help="Post or name shown.")] = "",
    site: Annotated[
        str, Option(help="Address of the site, to print a whole link.")
    ] = "http://127.0.0.1:8000",
    database: Database = "",
) -> None:
    """Create an account with a role and print its invitation link: there are no default passwords."""
    start(database)
    from fangxian.scenario.accounts import invited

    typer.echo(site.rstrip("/") + invited(name, role, place=place, body=body, line=line, title=title))


def manage(context: typer.Context, database: Database = "") -> None:
    """Run a Django management command."""
    start(database)
    from django.core.management import execute_from_command_line

    execute_from_command_line(["fangxian manage", *context.args])


def shift_clock(at: datetime) -> None:
    """Let the clock begin at an hour, in a demonstration or drill only."""
    from django.conf import settings
    from django.utils import timezone

    from fangxian.core import clock

    if not settings.FANGXIAN_DEMO:
        sys.exit("fangxian: only a demonstration or drill may shift its clock.")
    clock.install(clock.ShiftedClock(timezone.make_aware(at)))


def _work_beside(_process: object) -> None:
    """Go the worker's rounds in a thread of the demonstration's only process, which ends with it."""
    from fangxian.command import work

    threading.Thread(target=work.run, args=(ROUND, threading.Event()), name="work", daemon=True).start()


def _serve(
    host: str, port: int, workers: int, *, works: bool = False, tls: dict[str, str] | None = None
) -> None:
    from gunicorn.app.base import BaseApplication
    from gunicorn.util import import_app

    class Site(BaseApplication):  # type: ignore[misc]
        """gunicorn with its options from here."""

        def load_config(self) -> None:
            """Set the options."""
            options: dict[str, Any] = {
                "bind": f"{host}:{port}", "workers": workers, "worker_class": "gthread", "threads": 4,
                "accesslog": None, "loglevel": "warning", "timeout": 120, **(tls or {}),
            }  # fmt: skip
            if works:
                options["post_worker_init"] = _work_beside
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            """Return the application."""
            return import_app("fangxian.wsgi:application")

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fangxian.settings.local")
    Site().run()
