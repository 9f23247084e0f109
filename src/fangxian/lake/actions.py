"""Exports asked for on the page: kept with their purpose, begun by the worker, run in a process of their own."""

import datetime
import subprocess
import sys
import uuid
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.audit.trail import Kind, record
from fangxian.core.errors import Conflict, Invalid, Refusal
from fangxian.lake.manifest import is_free
from fangxian.lake.models import LakeExport
from fangxian.trees.people.actor import COMMAND, SYSTEM, Actor
from fangxian.trees.responses.models import Response

PERMISSION = "lake.export"
SHORTEST = 2
PACKAGES = ("duckdb", "ibis", "pyarrow")
State = LakeExport.State
MINUTE = datetime.timedelta(minutes=1)


def folder() -> Path:
    """Return the folder of this installation's lake."""
    return Path(settings.FANGXIAN_LAKE_DIR)


def lacking() -> list[str]:
    """Return the packages of the lake that are not installed here."""
    return [name for name in PACKAGES if find_spec(name) is None]


@transaction.atomic
def ask(actor: Actor, response: Response, purpose: str) -> LakeExport:
    """Ask for an export; the worker runs it.

    Raises ``Forbidden`` without the permission, ``Missing`` where the response reaches beyond the actor's part,
    ``Invalid`` without a purpose, ``Conflict`` while another one waits or runs, or where the packages are missing.
    """
    actor.must(PERMISSION, place=response.jurisdiction.path)
    if len(purpose.strip()) < SHORTEST:
        raise Invalid({"purpose": _("State the purpose: it is kept.")})
    if lacking():
        raise Conflict(_("The packages of the lake are not installed here."))
    if LakeExport.objects.filter(state__in=(State.WAITING, State.RUNNING)).exists():
        raise Conflict(_("Another export is under way: wait until it has ended."))
    made = LakeExport.objects.create(
        response=response, asked_by_id=actor.id, asked_at=clock.now(), purpose=purpose.strip()[:200]
    )
    record(actor, Kind.EXPORT, "lake.ask", response=response.id, subject=made.id, purpose=made.purpose)
    return made


def run_waiting() -> int:
    """Begin every export that waits, and tell how many; one that was broken off is said to have failed."""
    begun = LakeExport.objects.filter(state=State.RUNNING, began_at__lt=clock.now() - MINUTE)
    if begun.exists() and is_free(folder()):
        begun.update(
            state=State.FAILED,
            ended_at=clock.now(),
            problem=_("It was broken off; the lake is as it was before."),
        )
    waiting = LakeExport.objects.filter(state=State.WAITING).values_list("pk", flat=True)
    program = [sys.executable, "-m", "fangxian.cli", "lake", "export", *_hour()]
    started = [[*program, "--run", str(key)] for key in waiting]
    for command in started:
        subprocess.Popen(command, start_new_session=True)  # noqa: S603 - our own program, by an id of ours
    return len(started)


def _hour() -> list[str]:
    """Return the option by which another process has our hour, where it is not the machine's: in a demonstration."""
    shifted = abs(clock.now() - datetime.datetime.now(datetime.UTC)) > MINUTE
    return ["--at", timezone.localtime(clock.now()).strftime("%Y-%m-%dT%H:%M:%S")] if shifted else []


def run(key: uuid.UUID) -> LakeExport | None:
    """Run an export that waits and compare the lake's figures with the live ones; None where another has begun it."""
    from fangxian.lake import checking, exporting

    now = clock.now()
    waiting = LakeExport.objects.filter(pk=key, state=State.WAITING)
    if not waiting.update(state=State.RUNNING, began_at=now):
        return None
    made = LakeExport.objects.select_related("response__jurisdiction", "asked_by").get(pk=key)
    actor = Actor(made.asked_by, COMMAND) if made.asked_by else SYSTEM
    failed = _("It failed; the lake is as it was before. See the server's log.")
    try:
        written = exporting.export(
            actor, folder(), made.response, progress=lambda *told: _progress(key, *told)
        )
        _tell(key, until=written.until, rows=written.rows, files=written.files)
        failed = _(
            "The lake was written, but could not be compared with the live figures. See the server's log."
        )
        cells, differing = checking.compare(folder(), made.response)
        _tell(key, state=State.DONE, cells=cells, differing=differing, ended_at=clock.now())
    except Refusal as refusal:
        _tell(key, state=State.FAILED, problem=str(refusal.message)[:200], ended_at=clock.now())
    except Exception:
        _tell(key, state=State.FAILED, problem=failed, ended_at=clock.now())
        raise
    made.refresh_from_db()
    return made


def _progress(key: uuid.UUID, step: int, steps: int) -> None:
    _tell(key, step=step, steps=steps)


def _tell(key: uuid.UUID, **told: object) -> None:
    LakeExport.objects.filter(pk=key).update(**told)
