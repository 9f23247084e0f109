"""The releases that a site may go back to: none is forgotten when the version is raised."""

import tomllib

import pytest
from django.db.migrations.loader import MigrationLoader

from fangxian import __version__
from fangxian.command.upgrading import releases
from tools.bundle.releases import FILE, last_migrations, recorded, tagged, tags
from tools.setup.environment import ROOT

HINT = "tag the release, raise the version, then: python -m tools.bundle.releases"


def test_each_release_before_this_one_has_its_migrations() -> None:
    *former, current = releases.all_releases()
    assert [held.version for held in former if not held.migrations] == [], HINT
    assert current.version == __version__, HINT


def test_raising_the_version_without_a_record_is_noticed_and_the_command_mends_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = {"arrivals": "0003_contacts_to_their_mechanism"}
    monkeypatch.setattr("tools.bundle.releases.tagged", lambda _version: kept)
    mended = tomllib.loads(recorded(FILE.read_text(encoding="utf-8"), "9.9.9"))["release"]
    assert [held["version"] for held in mended][-2:] == [__version__, "9.9.9"]
    assert mended[-2]["migrations"] == kept
    assert mended[0] == tomllib.loads(FILE.read_text(encoding="utf-8"))["release"][0]


def test_a_record_that_is_up_to_date_stays_as_it_is() -> None:
    text = FILE.read_text(encoding="utf-8")
    assert recorded(text, __version__) == text


def test_a_release_that_was_never_tagged_cannot_be_recorded() -> None:
    with pytest.raises(SystemExit, match=r"no v0\.0\.9"):
        tagged("0.0.9")


def test_the_last_migrations_by_file_are_those_that_django_knows() -> None:
    paths = [path.relative_to(ROOT).as_posix() for path in (ROOT / "src").rglob("migrations/*.py")]
    labelled = [
        f"{path.relative_to(ROOT).as_posix()}:{line}"
        for path in (ROOT / "src").rglob("apps.py")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    own = releases.own_apps()
    leaves = [node for node in MigrationLoader(None).graph.leaf_nodes() if node[0] in own]
    assert last_migrations(paths, labelled) == dict(leaves)


def test_what_is_recorded_is_what_the_history_has() -> None:
    known = {held.version: held.migrations for held in releases.all_releases() if held.migrations}
    assert {found: tagged(found) for found in tags() if found in known} == {
        found: known[found] for found in tags() if found in known
    }
