"""Writing the lake: what was recorded or closed since the export before, merged into the files of its day and county.

Only what differs is written, under a new name; the manifest is replaced last. So an export may be repeated, and one
that was broken off has changed nothing.
"""

import datetime
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.db.models import Q

from fangxian.core import clock
from fangxian.core.audit import trail
from fangxian.core.fields import FOREVER
from fangxian.lake import layout, registers
from fangxian.lake.extracting import Partition, partitions
from fangxian.lake.files import File, Written, read_list, write_list, write_table
from fangxian.lake.ledgers import LEDGERS, Ledger
from fangxian.lake.manifest import Export, Known, Manifest, alone
from fangxian.mechanisms.entries import actions as entries
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

PERMISSION = "lake.export"


def export(
    actor: Actor,
    root: Path,
    response: Response,
    since: datetime.datetime | None = None,
    progress: Callable[[int, int], object] = lambda step, steps: None,
) -> Written:
    """Bring the lake up to date for a response, and tell what was written.

    The first export holds all that was ever known, or known at ``since`` or later; each further one what was recorded
    or closed after the one before, with ``since`` all that was known from then on again. ``progress`` is told how many
    of how many tables are written. Raises ``Forbidden`` without the permission, ``Missing`` where the response reaches
    beyond the actor's part, ``Conflict`` while another export writes there.
    """
    actor.must(PERMISSION, place=response.jurisdiction.path)
    with alone(root):
        manifest, until = Manifest.load(root), entries.settled()
        gone, manifest.retired = manifest.retired, []
        written = Written(until)
        for step, ledger in enumerate(LEDGERS.values()):
            progress(step, len(LEDGERS) + 1)
            _export_ledger(root, manifest, ledger, response, since, written)
        progress(len(LEDGERS), len(LEDGERS) + 1)
        registers.export(root, manifest, until, written, anew=since is not None)
        _note(manifest, actor, response, since, written)
        if written.files:  # on record before it can be read
            trail.record(
                actor, trail.Kind.EXPORT, "lake.export", response=response.id, subject=root.name[:64],
                count=sum(written.rows.values()), files=written.files,
            )  # fmt: skip
        manifest.save(root)
        _remove(root, manifest, gone, written)
    return written


def _export_ledger(
    root: Path,
    manifest: Manifest,
    ledger: Ledger,
    response: Response,
    since: datetime.datetime | None,
    written: Written,
) -> None:
    """Merge a ledger's changed rows into its files, a day at a time."""
    former = manifest.until(response.id)
    days = manifest.days.setdefault(ledger.name, {})
    rows = ledger.model._default_manager.filter(response=response, recorded_from__lte=written.until)
    parts = partitions(ledger, rows.filter(_changed(former, since)))
    for day, group in groupby(parts, key=lambda part: part.day):
        key, folder = f"{response.id}/{day}", layout.folder(ledger.name, response.id, day)
        files = read_list(root, days.get(key, ""))
        retired = _merge(root, folder, files, group, ledger, written)
        path = write_list(root, folder, files)
        manifest.retired += [*retired, *([days[key]] if days.get(key, path) != path else [])]
        days[key] = written.lists[folder] = path


def _changed(former: datetime.datetime | None, since: datetime.datetime | None) -> Q:
    """Return the condition of the versions to write again: what the lake has not seen, or seen otherwise."""
    if since:
        return Q(recorded_to__gt=min(since, former or since))
    if former is None:
        return Q()
    return Q(recorded_from__gt=former) | Q(recorded_to__gt=former, recorded_to__lt=FOREVER)


def _merge(
    root: Path,
    folder: str,
    files: dict[str, File],
    parts: Iterator[Partition],
    ledger: Ledger,
    written: Written,
) -> list[str]:
    """Write the files of a day that differ from those there are; return the paths of those they replace."""
    retired = []
    for part in parts:
        former = files.get(part.county)
        held = pq.read_table(root / former.path, partitioning=None) if former else None
        merged = _merged(held, part.rows)
        if held is not None and held.equals(merged):
            continue
        made = write_table(root, f"{folder}/county={part.county or layout.NOWHERE}", merged)
        retired += [former.path] if former and former.path != made.path else []
        files[part.county] = made
        written.add(ledger.name, part.rows.num_rows)
    return retired


def _merged(held: pa.Table | None, changed: pa.Table) -> pa.Table:
    """Put changed rows in the place of those with their key."""
    if held is not None:
        kept = held.filter(pc.invert(pc.is_in(held["id"], value_set=changed["id"])))
        changed = pa.concat_tables([kept, changed])
    return changed.sort_by("id").combine_chunks()


def _note(
    manifest: Manifest,
    actor: Actor,
    response: Response,
    since: datetime.datetime | None,
    written: Written,
) -> None:
    """Say up to when the lake knows; an export that wrote nothing is not listed."""
    known = manifest.responses.get(str(response.id))
    reached = since.astimezone(datetime.UTC).isoformat() if since else ""
    if known:
        reached = min(known.since, reached) if since else known.since
    manifest.responses[str(response.id)] = Known(response.name, reached, written.until.isoformat())
    if written.files:
        made = Export(
            clock.now().isoformat(), actor.label, actor.channel, rows=written.rows, files=written.files
        )
        manifest.exports.append(made)


def _remove(root: Path, manifest: Manifest, gone: list[str], written: Written) -> None:
    """Remove what no manifest of now or before names: replaced files, and what a broken-off export left behind."""
    kept = {*manifest.retired, *manifest.registers.values(), *written.lists.values()}
    for path in written.lists.values():
        kept |= {file.path for file in read_list(root, path).values()}
    for folder in written.lists:
        there = (path for path in (root / folder).rglob("*") if path.is_file())
        gone += [str(path.relative_to(root)) for path in there]
    current = {path for days in manifest.days.values() for path in days.values()}
    for path in gone:
        if path not in kept and path not in current:
            (root / path).unlink(missing_ok=True)
