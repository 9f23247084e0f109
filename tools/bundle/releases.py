"""Record the last migration of each app in each release that is out, as its tag in the history has it.

Usage: python -m tools.bundle.releases — after a release was tagged and the version raised; a test fails until then.
"""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable

from tools.bundle.make import version
from tools.setup.environment import ROOT

FILE = ROOT / "src/fangxian/command/upgrading/data/releases.toml"
MIGRATION = re.compile(r"(?P<app>src/fangxian/\S+)/migrations/(?P<name>\d{4}_\w+)\.py")
LABEL = re.compile(r"(?P<app>src/fangxian/\S+)/apps\.py:\s+label = \"(?P<label>\w+)\"")


def last_migrations(paths: Iterable[str], labelled: Iterable[str]) -> dict[str, str]:
    """Return the last migration of each app among a tree's files, by the app's label.

    `labelled` are the lines of ``apps.py`` files, each after its path and a colon; without one, the folder's name is
    the label.
    """
    labels = {match["app"]: match["label"] for line in labelled if (match := LABEL.fullmatch(line))}
    found = sorted((match["app"], match["name"]) for path in paths if (match := MIGRATION.fullmatch(path)))
    return dict(sorted((labels.get(app, app.rpartition("/")[2]), name) for app, name in found))


def tags() -> list[str]:
    """Return the versions that the history has as tags; none where there is no history."""
    return [tag.removeprefix("v") for tag in _git("tag", "--list", "v*")]


def tagged(released: str) -> dict[str, str]:
    """Return the last migrations of a release by its tag; leaves by ``SystemExit`` where there is no such tag."""
    lines = _git("grep", "label = ", f"v{released}", "--", "src/fangxian/*/apps.py")
    labelled = [line.removeprefix(f"v{released}:") for line in lines]
    found = last_migrations(_git("ls-tree", "-r", "--name-only", f"v{released}"), labelled)
    return found or sys.exit(f"The history here has no v{released}: fetch its tags, or tag the release.")


def recorded(text: str, current: str) -> str:
    """Return the record with every release before the current one complete, and the current one begun."""
    releases = tomllib.loads(text)["release"]
    for held in releases:
        if held["version"] != current and "migrations" not in held:
            rows = "".join(f'{app} = "{name}"\n' for app, name in tagged(held["version"]).items())
            head = f'version = "{held["version"]}"\n'
            text = text.replace(head, f"{head}[release.migrations]\n{rows}")
    known = {held["version"] for held in releases}
    return text if current in known else f'{text.rstrip()}\n\n[[release]]\nversion = "{current}"\n'


def _git(*arguments: str) -> list[str]:
    asked = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True)
    return asked.stdout.splitlines() if asked.returncode == 0 else []


def main() -> None:
    """Bring the record up to date."""
    FILE.write_text(recorded(FILE.read_text(encoding="utf-8"), version()), encoding="utf-8")


if __name__ == "__main__":
    main()
