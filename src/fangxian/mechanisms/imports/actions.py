"""Upload, correct the mapping, check (dry run), commit: a file goes in whole, or not at all unless asked (M5, M8)."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fangxian.core import clock, crypto
from fangxian.core.audit import trail
from fangxian.core.crypto import DataClass
from fangxian.core.errors import Invalid
from fangxian.mechanisms.imports.archive import Limits
from fangxian.mechanisms.imports.codes import Code, Problem, Severity, SheetError
from fangxian.mechanisms.imports.dates import Reading
from fangxian.mechanisms.imports.header import Table, find_tables
from fangxian.mechanisms.imports.kinds import ImportKind, Prepared, kind_of
from fangxian.mechanisms.imports.mapping import Mapping
from fangxian.mechanisms.imports.models import ImportRun
from fangxian.mechanisms.imports.remembering import remember, understood
from fangxian.mechanisms.imports.rows import ReadRow, read_rows
from fangxian.mechanisms.imports.sheets import read_workbook
from fangxian.mechanisms.imports.workbooks import error_workbook
from fangxian.trees.bodies.models import Body, Position
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import Response


@dataclass
class Check:
    """A dry run: the tables found, what would be entered, and every problem by sheet."""

    tables: list[Table]
    mappings: list[Mapping]
    rows: int
    prepared: Prepared
    problems: list[tuple[str, Problem]]

    @property
    def errors(self) -> list[tuple[str, Problem]]:
        """The problems that keep a row out."""
        return [found for found in self.problems if found[1].severity is Severity.ERROR]

    @property
    def faulty_rows(self) -> int:
        """How many rows have an error."""
        return len({(sheet, problem.row) for sheet, problem in self.errors})


def upload(
    actor: Actor,
    response: Response,
    kind_code: str,
    filename: str,
    content: bytes,
    *,
    body: Body | None = None,
    line: str = "",
    place: Place | None = None,
) -> ImportRun:
    """Take a file in, sealed, with guessed mappings; a file of the same content and sender is the same run.

    Raises ``SheetError`` for a file that cannot be read, ``Invalid`` without a sender, ``Missing`` outside scope.
    """
    kind = kind_of(kind_code)
    path = _must(actor, kind, body, line, place)
    digest = crypto.token(response.key_owner, f"file:{content.hex()}")
    same = ImportRun.objects.filter(
        response=response, kind=kind_code, digest=digest, body=body, place=place
    ).first()
    if same is not None:
        return same
    tables = _tables(kind, content, filename)
    run = ImportRun(
        response=response, kind=kind_code, body=body, line_id=line or None, body_path=path, place=place,
        path=place.path if place else body.place.path if body else "", digest=digest,
        created_at=clock.now(), created_by_id=actor.id,
    )  # fmt: skip
    run.mappings = [understood(kind, run, table) for table in tables]
    run.content = _seal(run, "content", content)
    run.name = _seal(run, "name", filename.encode())
    with transaction.atomic():
        run.save()
        trail.record(actor, trail.Kind.WRITE, "imports.upload", response=response.id, subject=run.id)
    return run


def choose(actor: Actor, run: ImportRun, table: int, column: int, field: str | None) -> Mapping:
    """Correct one column's meaning; remembered for the sender's sheets with the same header, or one like it."""
    _must(actor, kind_of(run.kind), run.body, run.line_id or "", run.place)
    if run.state == ImportRun.State.DONE:
        raise Invalid({"state": _("This file has been imported.")})
    mapping = Mapping.from_json(run.mappings[table]).with_choice(column, field)
    run.mappings[table] |= mapping.to_json()
    headers = _tables(kind_of(run.kind), _unseal(run, "content"), file_name(run))[table].headers
    with transaction.atomic():
        run.save(update_fields=["mappings"])
        remember(actor, run, mapping, headers)
    return mapping


def check(run: ImportRun) -> Check:
    """Read the file by its mapping and tell what would be entered and what is wrong; nothing is written."""
    kind = kind_of(run.kind)
    tables = _tables(kind, _unseal(run, "content"), file_name(run))
    mappings = [Mapping.from_json(data) for data in run.mappings]
    problems: list[tuple[str, Problem]] = []
    prepared, count = Prepared(), 0
    day = timezone.localdate(run.created_at)
    reading = Reading(default_year=day.year, not_after=day)
    senders = {"body": run.body, "place": run.place}
    stated = [field for field in kind.fields() if not senders.get(field.sender)]
    for table, mapping in zip(tables, mappings, strict=True):
        problems += [(table.sheet, found) for found in mapping.missing(stated)]
        rows = list(read_rows(table, mapping, kind.fields(), reading))
        count += len(rows)
        problems += [(table.sheet, found) for row in rows for found in row.problems]
        problems += _prepare(kind, run, table, rows, prepared)
    return Check(tables, mappings, count, prepared, problems)


def commit(actor: Actor, run: ImportRun, *, partial: bool = False) -> Check:
    """Enter the file's rows: all, or with ``partial`` those without errors.

    Raises ``Invalid`` when rows have errors and ``partial`` is not asked for; then nothing was written.
    """
    kind = kind_of(run.kind)
    _must(actor, kind, run.body, run.line_id or "", run.place)
    if run.state == ImportRun.State.DONE:
        raise Invalid({"state": _("This file has been imported.")})
    found = check(run)
    if any(problem.row is None for _sheet, problem in found.errors):
        raise Invalid({"file": str(found.errors[0][1].sentence)})
    if found.errors and not partial:
        raise Invalid(
            {"file": _("%(count)s rows have errors: nothing was imported.") % {"count": found.faulty_rows}}
        )
    with transaction.atomic():
        for table, mapping in zip(found.tables, found.mappings, strict=True):
            remember(actor, run, mapping, table.headers, used=True)
        run.accepted = kind.commit(actor, run, found.prepared)
        run.rows, run.unchanged = found.rows, found.prepared.unchanged
        run.problems = dict(Counter(problem.code for _sheet, problem in found.problems))
        run.state, run.done_at = ImportRun.State.DONE, clock.now()
        run.save()
        trail.record(
            actor, trail.Kind.WRITE, "imports.commit", response=run.response_id, subject=run.id,
            count=run.accepted,
        )  # fmt: skip
    return found


def errors_workbook(run: ImportRun) -> bytes:
    """Return the sender's faulty rows, a sheet for each of his, with sentences beside them, to be sent again."""
    found = check(run)
    by_sheet: dict[str, list[Problem]] = defaultdict(list)
    for sheet, problem in found.problems:
        by_sheet[sheet].append(problem)
    faulty = [(table, by_sheet[table.sheet]) for table in found.tables if by_sheet[table.sheet]]
    return error_workbook(faulty or [(found.tables[0], [])], only_faulty=True)


def file_name(run: ImportRun) -> str:
    """Return the name under which the file was sent."""
    return _unseal(run, "name").decode()


def _must(actor: Actor, kind: ImportKind, body: Body | None, line: str, place: Place | None) -> str:
    actor.must("imports.run")
    if kind.of_body or (body and kind.of_station):
        position = Position.objects.filter(body=body, line=line, valid_to=None).first() if body else None
        if position is None:
            raise Invalid({"body": _("Choose the unit and its line.")})
        actor.must(kind.permission, line=line, body=position.path)
        return str(position.path)
    if place is None:
        raise Invalid({"place": _("Choose the community.")})
    actor.must(kind.permission, place=place.path)
    return ""


def _tables(kind: ImportKind, content: bytes, filename: str) -> list[Table]:
    limits = Limits(rows=settings.FANGXIAN_MAX_ROWS)
    tables = find_tables(read_workbook(content, filename, limits), kind.fields())
    if sum(len(table.rows) for table in tables) > limits.rows:
        raise SheetError(Code.TOO_MANY_ROWS, str(limits.rows))
    return tables


def _prepare(
    kind: ImportKind, run: ImportRun, table: Table, rows: list[ReadRow], into: Prepared
) -> list[tuple[str, Problem]]:
    run.heading = " ".join(line.text for line in table.skipped if line.kind == "title")
    run.sheet = table.sheet
    own = kind.prepare(run, [row for row in rows if row.acceptable])
    into.new += own.new
    into.changed += own.changed
    into.unchanged += own.unchanged
    into.corrections += own.corrections
    return [(table.sheet, problem) for problem in own.problems]


def _seal(run: ImportRun, name: str, plain: bytes) -> bytes:
    return crypto.seal(run.response.key_owner, DataClass.FILES, plain, f"{run.id}:{name}")


def _unseal(run: ImportRun, name: str) -> bytes:
    return crypto.unseal(run.response.key_owner, DataClass.FILES, getattr(run, name), f"{run.id}:{name}")
