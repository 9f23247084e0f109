"""One upgrade: backup, figures before, migration, figures after; if anything differs, everything back."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import connections
from django.utils.translation import gettext as _

from fangxian import __version__
from fangxian.command.upgrading import backups, releases, sampling
from fangxian.core import clock
from fangxian.core.errors import Conflict, Refusal

THIS = (sys.executable, "-m", "fangxian.cli")


@dataclass(frozen=True)
class Upgrade:
    """What an upgrade did: from which release, where its backup is, how many figures were compared."""

    former: str
    backup: Path
    compared: int


class FiguresDiffer(Refusal):
    """The new release counts otherwise than the one before: the backup was restored."""


def upgrade(previous: Sequence[str], into: Path, bring_up: Callable[[], None] = releases.bring_up) -> Upgrade:
    """Upgrade both databases to this release; `previous` is the command of the release in use, or empty.

    Nobody else may be connected (``Conflict``). When the migration fails or a figure differs, both databases are
    restored and the error is raised again; a figure that differs raises ``FiguresDiffer``.
    """
    if others := backups.others_connected():
        raise Conflict(_("%(others)s others are connected: stop the service first.") % {"others": others})
    former, at = releases.version_of_database(), clock.now()
    folder = backups.back_up(into, former)
    comparable = bool(previous) and bool(former) and sampling.worth_asking()
    before = sampling.figures_by(previous, at) if comparable else {}
    try:
        bring_up()
        _close()
        after = sampling.figures_by(THIS, at) if comparable else {}
        if changed := sampling.differing(before, after, _recounted()):
            raise FiguresDiffer("\n".join([_("These figures would change:"), *changed[:20]]))
    except BaseException:
        backups.restore(folder)
        raise
    return Upgrade(former, folder, len(before))


def _recounted() -> frozenset[str]:
    newest = releases.all_releases()[-1]
    return frozenset(newest.recounted) if newest.version == __version__ else frozenset()


def _close() -> None:
    """Let go of both databases, so that another process finds them free."""
    for connection in connections.all():
        connection.close()
