"""Where an installation keeps what: releases beside each other, and the site's own folders apart from them."""

import os
from dataclasses import dataclass
from pathlib import Path

PRIVATE = 0o700


@dataclass(frozen=True)
class Site:
    """The folders of one installation below its prefix."""

    prefix: Path

    @property
    def environment(self) -> Path:
        """The file with the settings and secrets of the site."""
        return self.prefix / "etc" / "fangxian.env"

    @property
    def data(self) -> Path:
        """Uploads, static files, and SQLite files where they are used."""
        return self.prefix / "data"

    @property
    def keys(self) -> Path:
        """The keys of personal data; on a disk of its own if the site has one."""
        return self.prefix / "keys"

    @property
    def backups(self) -> Path:
        """Backups made before upgrades."""
        return self.prefix / "backups"

    @property
    def programs(self) -> Path:
        """The commands for the administrator."""
        return self.prefix / "bin"

    @property
    def socket(self) -> Path:
        """The folder of the bundled PostgreSQL's socket."""
        return self.prefix / "run"

    @property
    def current(self) -> Path:
        """A link to the release in use."""
        return self.prefix / "current"

    def release(self, version: str) -> Path:
        """Return the folder of a release: its bundle and its environment."""
        return self.prefix / "releases" / version

    def in_use(self) -> str:
        """Return the version in use, or "" before the first installation."""
        return Path(os.readlink(self.current)).name if self.current.is_symlink() else ""

    def use(self, version: str) -> None:
        """Point to a release, in one step, so that there is no instant without one."""
        beside = self.prefix / ".current"
        beside.unlink(missing_ok=True)
        beside.symlink_to(Path("releases") / version)
        beside.replace(self.current)

    def make_folders(self) -> None:
        """Create the folders; those with personal data are the site's user's alone."""
        for folder in (self.data, self.keys, self.backups, self.socket, self.environment.parent):
            folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE)
        self.programs.mkdir(exist_ok=True)
