"""The site's settings file: written once, then kept; a later release only adds what is missing."""

import os
import secrets
import shlex
from collections.abc import Mapping
from pathlib import Path

from tools.installer.layout import Site

HEAD = "# Settings of Fangxian. The installer adds what is missing and changes nothing that is here."


def read(path: Path) -> dict[str, str]:
    """Return the variables of a settings file, or none if it is not there."""
    if not path.exists():
        return {}
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    pairs = [line.split("=", 1) for line in lines if "=" in line and not line.startswith("#")]
    return {name: "".join(shlex.split(value)) for name, value in pairs}


def proposed(site: Site, hosts: str, urls: tuple[str, str]) -> dict[str, str]:
    """Return the settings of a new site: addresses, folders, and a secret made here and kept nowhere else."""
    return {
        "DJANGO_SETTINGS_MODULE": "fangxian.settings.production",
        "FANGXIAN_SECRET_KEY": secrets.token_urlsafe(48),
        "FANGXIAN_HOSTS": hosts,
        "FANGXIAN_DATABASE_URL": urls[0],
        "FANGXIAN_AUDIT_DATABASE_URL": urls[1],
        "FANGXIAN_DATA_DIR": str(site.data),
        "FANGXIAN_KEYS_DIR": str(site.keys),
        "FANGXIAN_FONT_DIR": str(site.current / "fonts"),
        "FANGXIAN_BIND": "127.0.0.1:8000",
    }


def complete(path: Path, wanted: Mapping[str, str]) -> dict[str, str]:
    """Add to a settings file what it lacks, readable by its owner alone, and return all of it."""
    held = read(path)
    missing = {name: value for name, value in wanted.items() if name not in held}
    if missing:
        former = path.read_text(encoding="utf-8").rstrip("\n") if path.exists() else HEAD
        lines = [former, *(f"{name}={shlex.quote(value)}" for name, value in missing.items())]
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
    return held | missing
