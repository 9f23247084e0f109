"""Proves an installation: the demonstration replayed into databases of its own, and its bulletin printed."""

import os
import subprocess
import tempfile
from pathlib import Path

from tools.installer.postgresql import Server

NAMES = ("fangxian_selftest", "fangxian_selftest_audit")


def run(release: Path, server: Server | None) -> str:
    """Replay the demonstration and return the bulletin's text; nothing of the site's own is touched.

    It runs on the bundled PostgreSQL, or without one on SQLite. Raises ``CalledProcessError``.
    """
    with tempfile.TemporaryDirectory(prefix="fangxian-selftest-") as folder:
        if server is None:
            return _demonstrate(release, Path(folder), {})
        server.drop(*NAMES)
        server.create(*NAMES)
        variables = ("FANGXIAN_DATABASE_URL", "FANGXIAN_AUDIT_DATABASE_URL")
        try:
            return _demonstrate(
                release, Path(folder), {k: server.url(n) for k, n in zip(variables, NAMES, strict=True)}
            )
        finally:
            server.drop(*NAMES)


def _demonstrate(release: Path, folder: Path, urls: dict[str, str]) -> str:
    """Run with nothing of the site's environment: its keys and its databases have other names."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "DJANGO_SETTINGS_MODULE": "fangxian.settings.local",
        "FANGXIAN_DATA_DIR": str(folder),
        "FANGXIAN_FONT_DIR": str(release / "fonts"),
    }
    command = [str(release / "venv/bin/fangxian"), "demo", "--no-serve"]
    scenario = release / "scenarios" / "baishan-2020"
    done = subprocess.run(
        [*command, "--scenario", str(scenario)],
        cwd=folder,
        env=environment | urls,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout
