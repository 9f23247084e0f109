"""The lake is brought up to date by what is new, twice without harm, and holds nobody's name without a purpose."""

import datetime
import hashlib
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from fangxian.conftest import FIRST_DAY, World
from fangxian.core.audit import trail
from fangxian.core.audit.models import Event
from fangxian.core.errors import Conflict, Forbidden, Invalid
from fangxian.lake import exporting, personal
from fangxian.lake.exporting import export
from fangxian.lake.files import read_list
from fangxian.lake.ledgers import LEDGERS
from fangxian.lake.manifest import Manifest, alone
from fangxian.lake.tests.lively import HOUR, assert_equal, live_through, opened
from fangxian.lines.arrivals import actions as arrivals
from fangxian.lines.reports.models import DailyReport
from fangxian.mechanisms.figures.questions import ask
from fangxian.trees.bodies import actions as bodies
from fangxian.trees.bodies.models import Body
from fangxian.trees.people.actor import SYSTEM

SECRETS = (
    "identity",
    "contact",
    "health",
    "name_token",
    "recorded_by",
    "reason",
    "comment",
    "answers",
    "remark",
)


def contents(root: Path) -> dict[str, str]:
    """Return every Parquet file by path with the digest of its bytes."""
    files = root.rglob("*.parquet")
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def named(root: Path) -> dict[str, str]:
    """Return every ledger's file that the manifest names, with its digest."""
    manifest, found = Manifest.load(root), {}
    for days in manifest.days.values():
        for path in days.values():
            found.update({file.path: file.sha256 for file in read_list(root, path).values()})
    return found


def register(root: Path, name: str) -> list[dict[str, object]]:
    """Return every row of a register, as the manifest names it."""
    files = read_list(root, Manifest.load(root).registers[name]).values()
    return [row for file in files for row in pq.read_table(root / file.path, partitioning=None).to_pylist()]


def test_files_lie_by_response_day_and_county_and_are_what_the_manifest_says(
    world: World, tmp_path: Path
) -> None:
    world.file("audit-office")
    export(SYSTEM, tmp_path, world.response)
    there = contents(tmp_path)
    assert named(tmp_path).items() <= there.items()
    (report,) = (path for path in there if path.startswith("reports/"))
    assert report.startswith(f"reports/response={world.response.id}/day={FIRST_DAY}/county=220602/")
    row = pq.read_table(tmp_path / report).to_pylist()[0]
    stored = DailyReport.objects.get()
    assert row["recorded_from"] == stored.recorded_from
    assert row["recorded_to"].year == 9999
    assert (row["entry"], row["body"], row["day"]) == (str(stored.entry_id), str(stored.body_id), FIRST_DAY)


def test_exporting_again_writes_no_file(world: World, tmp_path: Path) -> None:
    live_through(world, 3, 25)
    first = export(SYSTEM, tmp_path, world.response)
    before = contents(tmp_path)
    second = export(SYSTEM, tmp_path, world.response)
    assert first.files
    assert not second.files
    assert contents(tmp_path) == before
    third = export(SYSTEM, tmp_path, world.response, since=world.response.started_at)
    assert not third.files, "what is looked at again is found to be there"
    assert len(Manifest.load(tmp_path).exports) == 1
    assert Event.objects.filter(action="lake.export").count() == 1


def test_what_was_recorded_or_closed_since_is_merged_and_history_stays(world: World, tmp_path: Path) -> None:
    instants = live_through(world, 4, 20)
    export(SYSTEM, tmp_path, world.response)
    instants += live_on(world)
    written = export(SYSTEM, tmp_path, world.response)
    assert written.files
    assert sum(written.rows.values()) < DailyReport.objects.count() + 60, "not everything again"
    anew = tmp_path / "anew"
    export(SYSTEM, anew, world.response)
    assert named(tmp_path) == named(anew), "as if exported at once"
    lake = opened(tmp_path, world)
    for then in (*instants[::9], None):
        assert_equal(lake, ask(world.response, by="place", as_of=then))


def live_on(world: World) -> list[datetime.datetime]:
    """Let a report be voided, another be filed, and time pass."""
    found = world.declare(50, "archives", "summer")
    world.time.advance(HOUR)
    arrivals.void(world.actor("archives"), found.entry_id, "填错")
    world.time.advance(HOUR)
    return [found.recorded_from]


def test_an_export_that_is_broken_off_has_changed_nothing(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.file("audit-office")
    export(SYSTEM, tmp_path, world.response)
    before, told = named(tmp_path), (tmp_path / "manifest.json").read_bytes()
    world.declare(1)
    world.file("archives")

    def crash(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(exporting.registers, "export", crash)
        with pytest.raises(KeyboardInterrupt):
            export(SYSTEM, tmp_path, world.response)
    assert (tmp_path / "manifest.json").read_bytes() == told
    assert before.items() <= contents(tmp_path).items(), "what the former state names is still there"
    world.declare(2)
    for _ in range(2):
        export(SYSTEM, tmp_path, world.response)
    assert_equal(opened(tmp_path, world), ask(world.response, by="body"))
    left = {path for path in contents(tmp_path) if not path.startswith("registers")}
    assert left == set(named(tmp_path)), "nothing is left of the broken-off export"


def test_replaced_files_stay_for_one_export_and_go_with_the_next(world: World, tmp_path: Path) -> None:
    world.file("audit-office")
    export(SYSTEM, tmp_path, world.response)
    (first,) = (path for path in named(tmp_path) if path.startswith("reports/"))
    world.file("archives")
    export(SYSTEM, tmp_path, world.response)
    assert first in contents(tmp_path)
    assert first not in named(tmp_path)
    world.declare(2)
    export(SYSTEM, tmp_path, world.response)
    assert first not in contents(tmp_path)


def test_a_lake_that_begins_later_answers_from_then_on(world: World, tmp_path: Path) -> None:
    instants = live_through(world, 6, 24)
    export(SYSTEM, tmp_path, world.response, since=instants[12])
    lake = opened(tmp_path, world)
    for then in instants[12::6]:
        assert_equal(lake, ask(world.response, by="line", as_of=then))
    with pytest.raises(Invalid):
        lake.asked(ask(world.response, as_of=instants[11]))


def test_a_name_that_looks_like_nothing_is_a_name(world: World, tmp_path: Path) -> None:
    place = world.places["east"]
    for code, name in (("null", "NULL"), ("na", "N/A"), ("quoted", '"甲", 乙\n丙'), ("short", "")):
        bodies.create_body(SYSTEM, code=code, name=name or "无", kind=Body.Kind.DEPARTMENT, place=place)
    Body.objects.filter(code="short").update(name="")
    export(SYSTEM, tmp_path, world.response)
    rows = register(tmp_path, "bodies")
    told = {row["code"]: (row["id"], row["name"], row["place_id"]) for row in rows}
    assert told == {body.code: (str(body.id), body.name, str(body.place_id)) for body in Body.objects.all()}


def test_two_exports_do_not_write_one_lake(world: World, tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(Conflict):
        export(SYSTEM, tmp_path, world.response)


def test_only_the_system_writes_a_lake(world: World, tmp_path: Path) -> None:
    with pytest.raises(Forbidden):
        export(world.actor("committee"), tmp_path, world.response)


def test_no_column_names_a_person_or_holds_free_text(world: World, tmp_path: Path) -> None:
    for ledger in LEDGERS.values():
        names = {column.name for column in ledger.columns}
        assert not names & set(SECRETS), ledger.name
        assert not any(pa.types.is_binary(column.type) for column in ledger.columns)
    report = world.declare(1)
    export(SYSTEM, tmp_path, world.response)
    person = world.declaration(1).person
    found = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert str(report.entry_id)[:8].encode() in found
    for secret in (person.identity.name, person.identity.id_number, person.contact.phone):
        assert secret.encode() not in found


def test_persons_are_written_for_a_purpose_by_who_may_unmask_and_it_is_on_record(
    world: World, tmp_path: Path
) -> None:
    world.declare(1)
    world.declare(2, "north-bank", "autumn")
    export(SYSTEM, tmp_path, world.response)
    with pytest.raises(Forbidden):
        personal.export(world.actor("audit-office"), tmp_path, world.response, "流调")
    with pytest.raises(Invalid):
        personal.export(world.actor("committee"), tmp_path, world.response, " ")
    assert personal.export(world.actor("committee"), tmp_path, world.response, "流调") == 2
    files = list((tmp_path / "personal").rglob("*.parquet"))
    names = {row["name"] for file in files for row in pq.read_table(file).to_pylist()}
    assert names == {world.declaration(number).person.identity.name for number in (1, 2)}
    assert all(file.stat().st_mode & 0o077 == 0 for file in files)
    event = Event.objects.get(action="lake.export_personal")
    assert (event.purpose, event.count, event.actor_label) == ("流调", 2, "committee")
    last = Manifest.load(tmp_path).exports[-1]
    assert (last.by, last.purpose) == ("committee", "流调")
    (told,) = (tmp_path / "personal").rglob("purpose.json")
    assert json.loads(told.read_text())["reports"] == 2


def test_what_is_not_on_record_does_not_stay(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.declare(1)

    def refuse(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr(trail, "record", refuse)
    with pytest.raises(OSError):  # noqa: PT011
        export(SYSTEM, tmp_path, world.response)
    assert not Manifest.load(tmp_path).days
    with pytest.raises(OSError):  # noqa: PT011
        personal.export(world.actor("committee"), tmp_path, world.response, "流调")
    assert not list((tmp_path / "personal").rglob("*.parquet"))
