"""Starting Django for a command: which settings, which database."""

import os
from pathlib import Path
from typing import Annotated

import django
import typer
from rich.console import Console
from rich.status import Status

Database = Annotated[
    str, typer.Option(help="Database URL, such as sqlite:///day.sqlite3 or postgresql://user@host/name.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def start(database: str = "") -> None:
    """Set Django up, by default for this machine (``fangxian.settings.local``) or as the environment says."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fangxian.settings.local")
    if database:
        os.environ["FANGXIAN_DATABASE_URL"] = database
        os.environ.setdefault("FANGXIAN_AUDIT_DATABASE_URL", _audit_url(database))
    django.setup()


def working(on: str) -> Status:
    """Show on standard error, where it is a terminal, that work of unknown length goes on."""
    return Console(stderr=True).status(on)


def _audit_url(database: str) -> str:
    """A scenario's audit trail lies beside its SQLite file, or in ``<name>_audit`` of the same server."""
    if database.startswith("sqlite"):
        path = Path(database.partition("///")[2])
        return f"sqlite:///{path.with_name(path.stem + '-audit' + path.suffix)}"
    base, question, options = database.partition("?")
    return f"{base}_audit{question}{options}"
