"""The wheels of a bundle: those that the locks name, for one architecture, and our own."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from tools.setup.environment import ROOT, first_environment, pip

PYTHON = "3.11"
ARCHITECTURES = ("x86_64", "aarch64")
SITE_LOCKS = ("base", "pdf")
NEWEST_GLIBC = 36
"""Minor version of the C library 2.x of Debian 12, the oldest system that is supported."""
WHEEL = re.compile(
    r"(?P<name>.+?)-(?P<version>[^-]+)(-\d[^-]*)?-(?P<python>[^-]+)-(?P<abi>[^-]+)-(?P<platform>[^-]+)\.whl"
)


def target(architecture: str) -> list[str]:
    """Return pip's options that describe the machine of the site."""
    platforms = [f"manylinux_2_{minor}_{architecture}" for minor in range(NEWEST_GLIBC, 16, -1)]
    platforms += [f"manylinux2014_{architecture}", f"linux_{architecture}"]
    named = [argument for name in platforms for argument in ("--platform", name)]
    return [*named, "--python-version", PYTHON, "--implementation", "cp", "--only-binary=:all:"]


def fetch(locks: tuple[str, ...], architecture: str, folder: Path) -> None:
    """Download exactly what locks name, each file checked against its hash; raises ``CalledProcessError``."""
    files = [argument for lock in locks for argument in ("-r", str(ROOT / "requirements" / f"{lock}.txt"))]
    options = ["download", "--no-cache-dir", "--no-deps", "--require-hashes", *target(architecture)]
    subprocess.run([*pip(first_environment()), *options, *files, "-d", str(folder)], check=True)


def build_own(folder: Path) -> Path:
    """Build our own wheel from a copy of the sources without tests, and return its path."""
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary)
        hidden = shutil.ignore_patterns("__pycache__", "tests", "conftest.py", "*.egg-info", "*.po")
        shutil.copytree(ROOT / "src", copy / "src", ignore=hidden)
        for name in ("pyproject.toml", "README.md", "LICENSE"):
            shutil.copy2(ROOT / name, copy)
        options = ["wheel", "--no-index", "--no-deps", "--no-build-isolation", "--no-cache-dir"]
        subprocess.run([*pip(first_environment()), *options, str(copy), "-w", str(folder)], check=True)
    return next(folder.glob("fangxian-*.whl"))


def strangers(folder: Path, architecture: str) -> list[str]:
    """Return the wheels whose tags do not fit the target machine; source archives fit none."""
    return [path.name for path in sorted(folder.iterdir()) if not fits(path.name, architecture)]


def fits(name: str, architecture: str) -> bool:
    """Say whether a wheel's tags fit the target's Python and architecture."""
    found = WHEEL.fullmatch(name)
    if not found:
        return False
    own = {"py3", "cp" + PYTHON.replace(".", "")}
    python = bool(set(found["python"].split(".")) & own) or (
        found["abi"] == "abi3" and _is_older(found["python"])
    )
    return python and any(_runs_on(platform, architecture) for platform in found["platform"].split("."))


def _is_older(tag: str) -> bool:
    """Say whether a stable interface begins with this Python or an earlier one."""
    return bool(re.fullmatch(r"cp3\d+", tag)) and int(tag[3:]) <= int(PYTHON.split(".")[1])


def _runs_on(platform: str, architecture: str) -> bool:
    found = re.fullmatch(rf"manylinux_2_(\d+)_{architecture}", platform)
    return platform in ("any", f"manylinux2014_{architecture}") or bool(
        found and int(found[1]) <= NEWEST_GLIBC
    )


def unresolved(folder: Path, architecture: str) -> list[str]:
    """Return pip's words about what a site could not install from the archive alone; none is well."""
    wheels = folder / "wheels"
    locks = [
        argument for lock in SITE_LOCKS for argument in ("-r", str(folder / "requirements" / f"{lock}.txt"))
    ]
    own = next(wheels.glob("fangxian-*.whl"))
    with tempfile.TemporaryDirectory() as temporary:
        options = [
            "install",
            "--isolated",
            "--dry-run",
            "--no-index",
            "--find-links",
            str(wheels),
            "--ignore-installed",
        ]
        for what in (["--require-hashes", *locks], [str(own)]):
            command = [
                *pip(first_environment()),
                *options,
                *target(architecture),
                "--target",
                temporary,
                *what,
            ]
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode:
                return done.stderr.strip().splitlines()
    return []
