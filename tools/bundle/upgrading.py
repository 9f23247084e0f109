"""What is proved of an upgrade: the release before, really run; upgraded; taken back; figures the same throughout."""

import io
import json
import os
import shlex
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.setup.environment import ROOT

PREVIOUS = "0.1.0"
FIGURES = ("figures", "--by", "line", "--as-of", "2020-02-10T18:00", "--to", "2020-02-10T18:00", "--json")
COUNTED = ("measure", "line", "place", "value", "numerator", "denominator")


@contextmanager
def previous_release() -> Iterator[Path]:
    """Take the previous release's sources out of the history, while the context lasts."""
    with tempfile.TemporaryDirectory(prefix="fangxian-previous-") as folder:
        packed = subprocess.run(
            ["git", "archive", f"v{PREVIOUS}"], cwd=ROOT, stdout=subprocess.PIPE, check=True
        )
        with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
            archive.extractall(folder, filter="data")
        yield Path(folder)


def program(folder: Path, tree: Path) -> Path:
    """Write a command that runs a source tree with the packages of this environment."""
    path = folder / f"fangxian-{tree.name}"
    source = shlex.quote(str(tree / "src"))
    path.write_text(
        f'#!/bin/sh\nPYTHONPATH={source} exec {sys.executable} -m fangxian.cli "$@"\n', encoding="utf-8"
    )
    path.chmod(0o755)
    return path


def prove(tree: Path, environment: dict[str, str]) -> None:
    """Replay with the previous release, upgrade, go back both ways; leaves by ``SystemExit`` if figures differ."""
    with tempfile.TemporaryDirectory(prefix="fangxian-upgrade-") as folder:
        home = Path(folder)
        settings = {"DJANGO_SETTINGS_MODULE": "fangxian.settings.local", "FANGXIAN_DATA_DIR": folder}
        held = {name: os.environ[name] for name in ("PATH", "HOME")} | settings | environment
        old, new = program(home, tree), program(home, ROOT)

        def run(command: Path, *arguments: str) -> str:
            done = subprocess.run(
                [str(command), *arguments], cwd=ROOT, env=held, stdout=subprocess.PIPE, text=True, check=True
            )
            return done.stdout

        run(old, "demo", "--no-serve", "--scenario", str(tree / "scenarios" / "baishan-2020"))
        before = counted(run(old, *FIGURES))
        print(run(new, "upgrade", "--previous", str(old), "--backups", str(home / "backups")).strip())
        same("after the upgrade", before, counted(run(new, *FIGURES)))
        run(new, "migrate", "--to", PREVIOUS)
        same("after migrating backwards", before, counted(run(old, *FIGURES)))
        run(new, "migrate")
        backup = next((home / "backups").iterdir())
        run(new, "restore", str(backup))
        same("after restoring the backup", before, counted(run(old, *FIGURES)))
        run(old, "bulletin", "verify", "1")


def counted(printed: str) -> dict[tuple[str, ...], tuple[object, ...]]:
    """Return printed figures by measure, line and place."""
    return {
        tuple(row[name] for name in COUNTED[:3]): tuple(row[name] for name in COUNTED[3:])
        for row in json.loads(printed)
    }


def same(
    when: str,
    before: dict[tuple[str, ...], tuple[object, ...]],
    now: dict[tuple[str, ...], tuple[object, ...]],
) -> None:
    """Leave by ``SystemExit`` if a figure of before is another one now."""
    changed = [key for key, value in before.items() if now.get(key) != value]
    if changed or not before:
        sys.exit(f"{when}: {len(changed)} of {len(before)} figures differ, such as {changed[:3]}")
    print(f"  {when}: {len(before)} figures the same", flush=True)
