"""The releases that a database may come from, and migrating it to one of them."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from fangxian import __version__
from fangxian.core import databases
from fangxian.core.audit.router import AUDIT
from fangxian.core.errors import Missing
from fangxian.core.replica import OWN

FILE = Path(__file__).parent / "data" / "releases.toml"


@dataclass(frozen=True)
class Release:
    """A release: its version, the last migration of each of its apps, and measures it counts otherwise."""

    version: str
    migrations: dict[str, str] = field(default_factory=dict)
    recounted: dict[str, str] = field(default_factory=dict)


@cache
def all_releases() -> tuple[Release, ...]:
    """Return every release, oldest first."""
    return tuple(Release(**held) for held in tomllib.loads(FILE.read_text(encoding="utf-8"))["release"])


def release(version: str) -> Release:
    """Return a release whose migrations are recorded; raises ``Missing``."""
    for held in all_releases():
        if held.version == version and held.migrations:
            return held
    raise Missing(_("There is no release %(version)s to go back to.") % {"version": version})


def own_apps() -> list[str]:
    """Return the labels of our apps that have migrations, in their order."""
    graph = MigrationLoader(None).graph
    labels = {label for label, _name in graph.leaf_nodes()}
    ours = [config.label for config in apps.get_app_configs() if config.name.startswith("fangxian.")]
    return [label for label in ours if label in labels]


def migrate_to(version: str) -> None:
    """Bring both databases back to the tables of an earlier release; what only later ones know is lost.

    Raises ``Missing`` for an unknown release, Django's ``IrreversibleError`` where there is no way back.
    """
    wanted = release(version).migrations
    for alias in OWN:
        held = [AUDIT] if alias == AUDIT else own_apps()
        MigrationExecutor(connections[alias]).migrate([(label, wanted.get(label)) for label in held])


def version_of_database() -> str:
    """Return this release if the main database holds all its migrations, else the latest that it holds, or ""."""
    loader = MigrationLoader(connections["default"])
    applied = set(loader.applied_migrations)
    if set(loader.graph.leaf_nodes()) <= applied:
        return __version__
    holding = [held for held in all_releases() if held.migrations and held.migrations.items() <= applied]
    return holding[-1].version if holding else ""


def bring_up() -> None:
    """Bring both databases to the tables of this release."""
    databases.migrate()
