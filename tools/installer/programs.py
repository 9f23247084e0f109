"""What the administrator gets: commands in ``bin/``, and the samples of ``deploy/`` with this site's paths."""

import getpass
import os
from pathlib import Path

from tools.installer.layout import Site
from tools.installer.postgresql import Server

COMMAND = """#!/bin/sh
# {purpose}
[ "$(id -u)" != 0 ] || exec setpriv --reuid={user} --regid={group} --init-groups "$0" "$@"
set -a; . {environment}; set +a
{action}
"""
FANGXIAN = 'exec {current}/venv/bin/fangxian "$@"'
INSTALLER = 'cd {current} && exec venv/bin/python -m tools.installer --prefix {prefix} {word} "$@"'
UNIT = """[Unit]
Description=The PostgreSQL server that belongs to Fangxian
After=local-fs.target
Before=fangxian.service

[Service]
Type=forking
User={user}
ExecStart={programs}/postgresql start
ExecStop={programs}/postgresql stop
TimeoutSec=120
PrivateTmp=true
NoNewPrivileges=true

[Install]
WantedBy=multi-user.target
"""


def write(site: Site, server: Server | None) -> None:
    """Write the commands and the service files of a site; what stood there is replaced."""
    words = {
        "user": getpass.getuser(),
        "group": os.getgid(),
        "environment": site.environment,
        "current": site.current,
        "prefix": site.prefix,
        "programs": site.programs,
    }
    _command(site.programs / "fangxian", FANGXIAN, "Any command of Fangxian, on this site.", words)
    for word in ("rollback", "postgresql") if server else ("rollback",):
        _command(site.programs / word, INSTALLER, f"{word} of this site.", {**words, "word": word})
    deploy = site.prefix / "deploy"
    deploy.mkdir(exist_ok=True)
    for sample in sorted((site.current / "deploy").iterdir()):
        text = sample.read_text(encoding="utf-8")
        (deploy / sample.name).write_text(_fitted(text, site, server), encoding="utf-8")
    if server:
        (deploy / "fangxian-postgresql.service").write_text(UNIT.format(**words), encoding="utf-8")


def _command(path: Path, action: str, purpose: str, words: dict[str, object]) -> None:
    text = COMMAND.format(purpose=purpose, action=action.format(**words), **words)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


def _fitted(text: str, site: Site, server: Server | None) -> str:
    """Put this site's paths and user into a sample of ``deploy/``."""
    user = getpass.getuser()
    paths: dict[str, object] = {
        "/etc/fangxian/fangxian.env": site.environment,
        "/opt/fangxian/.venv/bin": site.current / "venv/bin",
        "/opt/fangxian/deploy": site.prefix / "deploy",
        "/opt/fangxian/.build/fonts": site.current / "fonts",
        "WorkingDirectory=/opt/fangxian": f"WorkingDirectory={site.current}",
        "StateDirectory=fangxian fangxian-keys\nStateDirectoryMode=0700": (
            f"ReadWritePaths={site.data} {site.keys}"
        ),
        "User=fangxian": f"User={user}",
        "Group=fangxian\n": "",
    }
    if server:
        paths[" postgresql.service"] = " fangxian-postgresql.service\nRequires=fangxian-postgresql.service"
    if site.prefix.is_relative_to("/home") or site.prefix.is_relative_to("/root"):
        paths["ProtectHome=true"] = "ProtectHome=read-only"
    for sample, own in paths.items():
        text = text.replace(sample, str(own))
    return text
