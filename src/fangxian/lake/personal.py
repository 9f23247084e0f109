"""Persons' names, numbers and addresses in a folder of their own, for one purpose, to be deleted when it ends.

Never beside the ledgers, so that whoever may read those learns nothing; each such export is a disclosure of its own,
by an account that may export and unmask, of the part of both trees where it may, and on record.
"""

import json
import os
import shutil
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.db.models import F
from django.db.models.functions import Substr, TruncDate
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.audit import trail
from fangxian.core.errors import Invalid
from fangxian.core.ids import new_id
from fangxian.lake import layout
from fangxian.lake.ledgers import COUNTY_WIDTH, INSTANT
from fangxian.lake.manifest import Export, Manifest, alone
from fangxian.lines.arrivals.models import ArrivalReport
from fangxian.lines.arrivals.sealing import clear, open_person
from fangxian.mechanisms.figures.questions import local
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

FOLDER = "personal"
CHUNK = 500
SHORTEST = 2
PERSONAL = (
    "name", "id_number", "id_type", "sex", "birth_date", "phone", "address", "symptoms", "exposure", "cohabitants",
)  # fmt: skip
SCHEMA = pa.schema(
    [("entry", pa.string()), ("number", pa.int64()), ("side", pa.string()), ("path", pa.string())]
    + [("arrived_on", pa.date32()), ("recorded_from", INSTANT)]
    + [(name, pa.string()) for name in PERSONAL]
)


def export(actor: Actor, root: Path, response: Response, purpose: str) -> int:
    """Write the persons behind the current reports that the actor may unmask; return how many reports they are.

    Raises ``Forbidden`` without the permissions to export and to unmask, ``Invalid`` when the purpose says nothing.
    """
    purpose = _stated(actor, purpose)
    with alone(root):
        folder = f"{FOLDER}/{new_id()}"
        (root / folder).mkdir(parents=True, mode=0o700)
        (root / FOLDER).chmod(0o700)
        try:
            return _disclosed(actor, root, folder, response, purpose)
        except BaseException:
            shutil.rmtree(root / folder)  # what is not on record does not stay
            raise


def _disclosed(actor: Actor, root: Path, folder: str, response: Response, purpose: str) -> int:
    count = _write_all(actor, root / folder, response)
    told = {"purpose": purpose, "by": actor.label, "at": clock.now().isoformat(), "reports": count}
    said = _private(root / folder / "purpose.json")
    said.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    trail.record(
        actor, trail.Kind.EXPORT, "lake.export_personal", response=response.id, subject=folder, purpose=purpose,
        count=count,
    )  # fmt: skip
    _note(root, actor, purpose, folder, count)
    return count


def _stated(actor: Actor, purpose: str) -> str:
    actor.must("arrivals.export")
    actor.must("arrivals.disclose")
    if len(purpose.strip()) < SHORTEST:
        raise Invalid({"purpose": _("State the purpose: it is kept.")})
    return purpose.strip()[:200]


def _write_all(actor: Actor, folder: Path, response: Response) -> int:
    """Write a file a day and county; at most one of them is in memory."""
    allowed = actor.scope("arrivals.export").q() & actor.scope("arrivals.disclose").q()
    rows = (
        ArrivalReport.objects.at()
        .filter(allowed, response=response)
        .annotate(
            lake_day=TruncDate("reported_at", tzinfo=local()), lake_county=Substr("path", 1, COUNTY_WIDTH)
        )
        .order_by("lake_day", "lake_county", F("entry"))
    )
    count = 0
    for (day, county), group in groupby(rows.iterator(CHUNK), key=_partition):
        path = folder / layout.folder("arrivals", response.id, day) / f"county={county}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        told = list(_rows(group, response))
        pq.write_table(pa.Table.from_pylist(told, SCHEMA), _private(path), compression="zstd")
        count += len(told)
    return count


def _partition(report: Any) -> tuple[str, str]:
    return report.lake_day.isoformat(), report.lake_county or layout.NOWHERE


def _rows(reports: Iterator[Any], response: Response) -> Iterator[dict[str, Any]]:
    for report in reports:
        person = clear(open_person(report, response))
        yield {
            "entry": str(report.entry_id), "number": report.number, "side": report.side, "path": report.path,
            "arrived_on": report.arrived_on, "recorded_from": report.recorded_from,
            **{name: str(person[name]) for name in PERSONAL},
        }  # fmt: skip


def _private(path: Path) -> Path:
    """Make a file that only its owner reads, before anything is in it."""
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    return path


def _note(root: Path, actor: Actor, purpose: str, folder: str, count: int) -> None:
    manifest = Manifest.load(root)
    made = Export(clock.now().isoformat(), actor.label, actor.channel, purpose, {folder: count}, {})
    manifest.exports.append(made)
    manifest.save(root)
