"""The collection of blank forms, read without a database, with what each blank means by its labels."""

import csv
import datetime
import tomllib
import uuid
from pathlib import Path
from typing import Any

from fangxian.mechanisms.filling.dictionary import Spoken
from fangxian.mechanisms.filling.naming import Names
from fangxian.mechanisms.filling.rules.choices import Choice, Source
from fangxian.mechanisms.filling.rules.sheet import Asked, Kind
from fangxian.mechanisms.filling.understanding import Form, proposals, read
from fangxian.trees.bodies.resolver import BodyName
from fangxian.trees.bodies.resolver import Resolver as Bodies
from fangxian.trees.places.models import Place
from fangxian.trees.places.resolver import PlaceName
from fangxian.trees.places.resolver import Resolver as Communities

ROOT = Path(__file__).parents[5]
FOLDER = ROOT / "scenarios" / "blank-forms"
REGISTERS = ROOT / "scenarios" / "baishan-2020"
DAY = datetime.date(2020, 2, 10)
EXPECTED: dict[str, dict[str, dict[str, str]]] = tomllib.loads((FOLDER / "expected.toml").read_text("utf-8"))
FRESH = [name for name in EXPECTED if name.startswith("fresh")]
TUNED = [name for name in EXPECTED if name not in FRESH]


def names() -> Names:
    """Return the names of the scenario's bodies and communities, from its registers."""
    found = Names(None)
    bodies, places = (
        list(csv.DictReader((REGISTERS / name).read_text("utf-8").splitlines()))
        for name in ("bodies.csv", "places.csv")
    )
    above = ("吉林省", "白山市", "浑江区")
    known = [BodyName(uuid.uuid4(), b["code"], b["name"], b["short_name"], above) for b in bodies]
    spots = [PlaceName(uuid.uuid4(), p["name"], p["code"], p["code"]) for p in places if len(p["code"]) <= 12]
    upper = [p for p in places if 4 <= len(p["code"]) <= 9]
    given: dict[str, Any] = {
        "lines": {},
        "spoken": Spoken((), ("白山", "白", "吉林", "吉", "浑江", "浑"), ("武汉", "湖北", "黄冈")),
        "_upper": {p["name"]: [Place(id=uuid.uuid4(), name=p["name"])] for p in upper},
        "_bodies": Bodies(known),
        "_communities": Communities(spots),
    }
    found.__dict__.update(given)
    return found


def understood(name: str) -> tuple[Form, dict[str, Choice]]:
    """Return a form of the collection and what is proposed for it."""
    form = read((FOLDER / name).read_bytes(), names())
    return form, proposals(form, names())


def proposed(name: str) -> dict[tuple[str, str], Choice]:
    """Return the proposals by sheet and first cell, as the file of expectations names them."""
    form, found = understood(name)
    return {
        (form.sheets[int(key.partition("|")[0])].name, where(asked)): found[key]
        for key, asked in form.asked.items()
    }


def where(asked: Asked) -> str:
    """Return the first cell of what is asked for; a gap in a line with its label."""
    label = (
        f"@{asked.path[-1].replace('年月日', '').replace('月日', '')}" if asked.kind is Kind.INLINE else ""
    )
    return asked.slots[0].address + label


def said(choice: Choice) -> str:
    """Return a choice as the file of expectations writes it; "" for one that fills nothing."""
    if not choice.fills:
        return ""
    if choice.source is Source.MEASURE:
        return f"{choice.code} {choice.window}"
    return f"{choice.source}.{choice.code}"
