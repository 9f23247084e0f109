"""Install or upgrade a site from this bundle, run its PostgreSQL, go back to the release before.

Usage: python -m tools.installer [--prefix DIRECTORY] install | check | postgresql WORD | rollback
"""

import argparse
import platform
import sys
from pathlib import Path

from tools.installer import manifest, steps
from tools.installer.layout import Site
from tools.installer.postgresql import Server

BUNDLE = Path(__file__).resolve().parents[2]


def check(bundle: Path) -> None:
    """Leave by ``SystemExit`` unless the bundle is whole and made for this machine and this Python."""
    wrong = manifest.faults(bundle, steps.ADDED)
    if wrong:
        sys.exit("This bundle is not whole:\n  " + "\n  ".join(wrong[:20]))
    about = manifest.read(bundle)
    here = {"architecture": platform.machine(), "python": ".".join(platform.python_version_tuple()[:2])}
    for name, value in here.items():
        if about[name] != value:
            sys.exit(f"This bundle is for {name} {about[name]}, this machine has {value}.")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="install.sh", description=__doc__)
    parser.add_argument("--prefix", type=Path, default=Path("/opt/fangxian"), help="where everything goes")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="check the bundle only")
    install = commands.add_parser("install", help="install, repair or upgrade")
    install.add_argument("--user", default="fangxian", help="the site's user, when run as root")
    install.add_argument(
        "--hosts", default="127.0.0.1,localhost", help="names under which the site is reached"
    )
    install.add_argument("--database", default="", help="the site's own PostgreSQL; default: the bundled one")
    install.add_argument("--audit-database", default="", help="its second database, for the audit trail")
    install.add_argument("--settings", type=Path, help="settings file of an installation to take over")
    install.add_argument("--previous", default="", help="program of the release in use, if not of a bundle")
    install.add_argument("--no-self-test", action="store_true", help="leave the demonstration out")
    server = commands.add_parser("postgresql", help="run the bundled PostgreSQL")
    server.add_argument("word", choices=["start", "stop", "status"])
    rollback = commands.add_parser("rollback", help="go back to the release before the last upgrade")
    rollback.add_argument("--backup", type=Path, help="the backup to restore; default: the latest")
    rollback.add_argument(
        "--keep-entries", action="store_true", help="migrate backwards instead of restoring"
    )
    return parser.parse_args()


def main() -> None:
    """Do what was asked; a failure leaves the release in use as it was."""
    options = arguments()
    site = Site(options.prefix.resolve())
    if options.command == "postgresql":
        server = Server(site.prefix)
        if options.word == "status":
            sys.exit(0 if server.running() else 1)
        return server.start() if options.word == "start" else server.stop()
    if options.command == "rollback":
        return steps.roll_back(site, options.backup, keep_entries=options.keep_entries)
    check(BUNDLE)
    if options.command == "check":
        return print("This bundle is whole.")
    steps.install(site, BUNDLE, options)


if __name__ == "__main__":
    main()
