"""A package that came from below, opened: its figures, its signature checked again, its forms, how long it took."""

import datetime
import json
import zlib
from typing import Any

from fangxian.core import crypto
from fangxian.mechanisms.figures import registry
from fangxian.mechanisms.figures.measures import AnyMeasure
from fangxian.mechanisms.forms import catalogue
from fangxian.trees.places.models import Place
from fangxian.uplink.models import Received
from fangxian.uplink.rules.packages import Mark, digest
from fangxian.uplink.rules.totals import Told
from fangxian.uplink.showing import cell as shown

PAGE = 100


def package(row: Received) -> dict[str, Any]:
    """Return a package with its content and receipt, and whether the kept signature is right."""
    names = ("sequence", "day", "as_of", "received_at", "digest", "forms", "unknown")
    return {
        **{name: getattr(row, name) for name in names},
        "id": row.pk,
        "node": row.node_id,
        "delay_seconds": int(delay(row).total_seconds()),
        "verified": verified(row),
        "content": content(row),
        "receipt": json.loads(bytes(row.receipt)),
    }


def content(row: Received) -> dict[str, Any]:
    """Return what a package says."""
    told: dict[str, Any] = json.loads(zlib.decompress(bytes(row.body)))
    return told


def delay(row: Received) -> datetime.timedelta:
    """Return how long a package took from the instant that it speaks of until it was here."""
    return max(row.received_at - row.as_of, datetime.timedelta(0))


def verified(row: Received) -> bool:
    """Check the kept signature again: it covers the digest, and the digest the body."""
    signed = crypto.is_signed(bytes.fromhex(row.key), bytes(row.signature), row.sent.encode())
    named = row.sent.rpartition("\n")[2]
    return signed and named == row.digest == digest(zlib.decompress(bytes(row.body)))


def table(row: Received, page: int) -> dict[str, Any]:
    """Return one page of a package's figures by place and origin."""
    told = content(row)
    cells = [(series, cell) for series in told["series"] for cell in series["cells"]]
    part = cells[page * PAGE : (page + 1) * PAGE]
    codes = {cell[0] for _series, cell in part} | {each["place"] for each in told["origins"]}
    names = dict(Place.objects.filter(code__in=codes).values_list("code", "name"))
    titles = {measure.code: measure for measure in registry.all_measures()}
    return {
        "rows": [_cell(series, cell, names, titles, told["origins"]) for series, cell in part],
        "total": len(cells),
        "next_url": f"?page={page + 1}" if len(cells) > (page + 1) * PAGE else "",
        "first_url": "?" if page else "",
    }


def forms(row: Received) -> list[tuple[str, int, int | None]]:
    """Return each form with the version that held below and the one here (None: not known here)."""
    here = {form.code: form.number for form in catalogue.forms_on(row.day)} if row.day else {}
    return [(code, number, here.get(code)) for code, number in sorted(row.forms.items())]


def _cell(
    series: dict[str, Any],
    cell: list[Any],
    names: dict[str, str],
    measures: dict[str, AnyMeasure],
    origins: list[dict[str, Any]],
) -> dict[str, Any]:
    place, origin, value, numerator, denominator, mark = cell
    measure = measures.get(series["measure"])
    decimals, withheld = series["decimals"], mark == Mark.WITHHELD
    told = Told("", value, numerator, denominator, decimals, withheld, more=mark == Mark.MORE)
    return {
        "place": names.get(place, place),
        "measure": measure.title if measure else series["measure"],
        "value": shown(measure, told) if measure else value,
        "hidden": withheld,
        "origin": names.get(origins[origin]["place"], origins[origin]["place"]),
    }
