"""Places, bodies, lines, responses and forms in the lake: what keys and paths mean, and what is computed from.

Places and bodies of a country are millions of rows that seldom change. Every change of them is in the audit trail:
where it tells of none since the last time, and their number is the same, they are not read.
"""

import datetime
import json
from pathlib import Path

from django.db.models import Max, Q

from fangxian.core.audit.models import Event
from fangxian.lake.extracting import parts_of
from fangxian.lake.files import Written, read_list, write_list, write_table
from fangxian.lake.ledgers import REGISTERS, Register
from fangxian.lake.manifest import Manifest

CHANGES = ("place.", "body.", "line.")
"""The actions of the audit trail that change places or bodies begin so."""
OPEN = datetime.timedelta(minutes=10)
"""So long after its event an action may still be written: what was told of since then is read again."""


def export(
    root: Path, manifest: Manifest, until: datetime.datetime, written: Written, *, anew: bool = False
) -> None:
    """Write the parts of registers that differ from those there are; ``anew`` reads also what did not change."""
    seen = _seen(until)
    changed = anew or not manifest.registers or _changed(manifest, seen)
    for register in REGISTERS:
        if changed or not register.at:
            _write(root, manifest, register, written)
    manifest.registers_seen = json.dumps(seen, sort_keys=True)


def _write(root: Path, manifest: Manifest, register: Register, written: Written) -> None:
    folder, former = f"registers/{register.name}", manifest.registers.get(register.name, "")
    held, files = read_list(root, former), {}
    key = register.model._meta.pk.attname
    for part in parts_of(register):
        made = write_table(root, f"{folder}/city={part.county}", part.rows.sort_by(key).combine_chunks())
        files[part.county] = made
        if held.get(part.county) != made:
            written.add(register.name, made.rows)
    path = write_list(root, folder, files)
    if former and path != former:
        gone = {file.path for file in held.values()} - {file.path for file in files.values()}
        manifest.retired += [former, *sorted(gone)]
    manifest.registers[register.name] = written.lists[folder] = path


def _seen(until: datetime.datetime) -> dict[str, str | list[int]]:
    """Return up to when changes were looked for, and how many rows there are and were ever made."""
    counts: list[int] = []
    for register in REGISTERS:
        if register.at:
            rows = register.model._default_manager
            numbered = register.model._meta.pk.get_internal_type() == "BigAutoField"
            counts += [rows.count(), rows.aggregate(last=Max("pk"))["last"] or 0 if numbered else 0]
    return {"until": until.isoformat(), "counts": counts}


def _changed(manifest: Manifest, seen: dict[str, str | list[int]]) -> bool:
    """Tell whether places or bodies changed since the lake's registers were written."""
    former = json.loads(manifest.registers_seen)
    if former["counts"] != seen["counts"]:
        return True
    since = datetime.datetime.fromisoformat(former["until"]) - OPEN
    told = Q()
    for begin in CHANGES:
        told |= Q(action__startswith=begin)
    return Event.objects.filter(told, kind=Event.Kind.MANAGE, at__gt=since).exists()
