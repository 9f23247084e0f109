"""Regenerate requirements/*.txt from pyproject.toml: exact versions and hashes, no registry address.

Usage: python -m tools.setup.lock UV — where UV is the path of the uv program.
"""

import subprocess
import sys
import tomllib

from tools.setup.environment import ROOT

LOCKS = ROOT / "requirements"
OPTIONS = (
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-annotate",
    "--custom-compile-command=make lock",
    "--upgrade",
    "--quiet",
)
ALONE = {"fonts", "bundle"}
"""Taken for their files only: fonts without plotting libraries, PostgreSQL's programs without their wrapper."""


def requirement_sets() -> dict[str, list[str]]:
    """Name each lock file and list what it asks for; `base` comes first, since it constrains the others."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    return {"base": project["project"]["dependencies"], **extras, **project["dependency-groups"]}


def compile_lock(uv: str, name: str, requirements: list[str]) -> None:
    """Write one lock file, with every version that base has already chosen."""
    constraint = [] if name == "base" else ["-c", "requirements/base.txt"]
    alone = ["--no-deps"] if name in ALONE else []
    subprocess.run(
        [uv, "pip", "compile", "-", *OPTIONS, *constraint, *alone, "-o", f"requirements/{name}.txt"],
        cwd=ROOT,
        input="\n".join(requirements),
        text=True,
        check=True,
    )


def main() -> None:
    """Lock every set of requirements."""
    LOCKS.mkdir(exist_ok=True)
    for name, requirements in requirement_sets().items():
        compile_lock(sys.argv[1], name, requirements)
        print(f"requirements/{name}.txt")


if __name__ == "__main__":
    main()
