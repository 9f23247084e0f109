"""The steps of an installation, an upgrade and a way back; each can be repeated."""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.installer import account, environment, manifest, programs, selftest, settings
from tools.installer.layout import Site
from tools.installer.postgresql import Server

ADDED = frozenset({"venv"})
"""What an installation adds to its copy of the bundle."""
DATABASES = ("fangxian", "fangxian_audit")


def say(words: str) -> None:
    """Tell the administrator what happens now."""
    print(f"── {words}", flush=True)


def install(site: Site, bundle: Path, options: argparse.Namespace) -> None:
    """Install a bundle's release, or upgrade to it; the release in use stays until all is well."""
    version = manifest.read(bundle)["version"]
    release = site.release(version)
    former = site.in_use()
    say(f"Fangxian {version} → {site.prefix}" + (f" (in use: {former})" if former else ""))
    copy(bundle, release)
    account.step_down(options.user, site.prefix)
    site.make_folders()
    say("Python environment")
    environment.make(release)
    server = database_server(site, release, options)
    prepare_settings(site, server, options)
    previous = options.previous or (str(site.release(former) / "venv/bin/fangxian") if former else "")
    variables = variables_of(site, server)
    if previous and former != version:
        say("Upgrade: backup, migration, figures before and after")
        run(release, variables, "upgrade", "--previous", previous, "--backups", str(site.backups))
    else:
        say("Tables")
        run(release, variables, "migrate")
    site.use(version)
    run(release, variables, "manage", "collectstatic", "--noinput", "--verbosity", "0")
    programs.write(site, server)
    if not options.no_self_test:
        say("Self-test: the demonstration, replayed")
        print(selftest.run(release, server), flush=True)
    print(next_steps(site))


def copy(bundle: Path, release: Path) -> None:
    """Copy the bundle into the place of its release, unless it is there or runs from there."""
    if bundle == release:
        return
    for name in ["MANIFEST.json", *manifest.files_in(bundle)]:
        target = release / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        shutil.copy2(bundle / name, target)
    for name in sorted(set(manifest.files_in(release)) - set(manifest.files_in(bundle))):
        if name.split("/")[0] not in ADDED:
            (release / name).unlink()


def database_server(site: Site, release: Path, options: argparse.Namespace) -> Server | None:
    """Start the bundled PostgreSQL and make both databases; None where the site has a server of its own."""
    held = settings.read(options.settings or site.environment).get("FANGXIAN_DATABASE_URL", "")
    server = Server(site.prefix)
    given = options.database or held
    if given and f"host={server.socket}" not in given:
        return None
    say("PostgreSQL, bundled")
    server.unpack(next((release / "postgresql").glob("*.whl")))
    server.start()
    server.create(*DATABASES)
    return server


def prepare_settings(site: Site, server: Server | None, options: argparse.Namespace) -> None:
    """Write the settings that are missing; take over those of a former installation when named."""
    if options.settings and not site.environment.exists():
        taken = settings.read(options.settings)
        taken.pop("FANGXIAN_FONT_DIR", None)  # the fonts come with each release
        settings.complete(site.environment, taken)
    own = (options.database, options.audit_database)
    urls = (server.url(DATABASES[0]), server.url(DATABASES[1])) if server else own
    held = settings.complete(site.environment, settings.proposed(site, options.hosts, urls))
    if not (held["FANGXIAN_DATABASE_URL"] and held["FANGXIAN_AUDIT_DATABASE_URL"]):
        sys.exit("Name both databases: --database and --audit-database.")


def variables_of(site: Site, server: Server | None) -> dict[str, str]:
    """Return the environment of the site's commands."""
    held = settings.read(site.environment)
    if server:
        held["FANGXIAN_POSTGRESQL_BIN"] = str(server.programs)
        settings.complete(site.environment, held)
    return held


def run(release: Path, variables: dict[str, str], *arguments: str) -> None:
    """Run a command of a release on the site; leaves by ``SystemExit`` when it fails."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    command = [str(release / "venv/bin/fangxian"), *arguments]
    code = subprocess.run(command, cwd=release, env=inherited | variables).returncode
    if code:
        sys.exit(
            f"The installer stops: fangxian {arguments[0]} ended with {code}. The release in use is unchanged."
        )


def roll_back(site: Site, backup: Path | None, *, keep_entries: bool) -> None:
    """Go back to the release that made a backup: restore it, or migrate backwards and keep what came since."""
    found = [path for path in sorted(site.backups.glob("*-from-*")) if release_of(path) != site.in_use()]
    folder = backup or (found[-1] if found else None)
    if folder is None:
        sys.exit(f"There is no backup of an earlier release in {site.backups}.")
    former = release_of(folder)
    if not site.release(former).exists():
        sys.exit(
            f"The release {former} is not in {site.prefix / 'releases'}: restore it with its own program."
        )
    server = Server(site.prefix) if Server(site.prefix).data.exists() else None
    release, variables = site.release(site.in_use()), variables_of(site, server)
    if keep_entries:
        run(release, variables, "migrate", "--to", former)
    else:
        run(release, variables, "restore", str(folder))
    site.use(former)
    say(f"In use: {former}. Restart the service.")


def release_of(backup: Path) -> str:
    """Return the release that a backup was made from."""
    return backup.name.rpartition("-from-")[2]


def next_steps(site: Site) -> str:
    """Say what the administrator does now."""
    units = " ".join(path.stem for path in sorted((site.prefix / "deploy").glob("*.service")))
    return f"""
Installed in {site.prefix}. Next:
  1. Settings: {site.environment} (names of the site: FANGXIAN_HOSTS)
  2. Services: cp {site.prefix}/deploy/*.service /etc/systemd/system/ && systemctl enable --now {units}
  3. HTTPS: {site.prefix}/deploy/nginx.conf.sample
  4. Registers: {site.programs}/fangxian load --places places.csv --bodies bodies.csv --positions positions.csv
  5. First administrator: {site.programs}/fangxian invite NAME --role administrator --place CODE --site https://…
  6. Keys: {site.keys} is not in the backups. Copy it now, to another place, by another person.
Manual: {site.current}/docs/operation.md, upgrading.md"""
