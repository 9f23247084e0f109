"""Run every check in turn, time each, and fail at the end if any failed.

Usage: python -m tools.setup.check [--static] [--only WORD]...
--static leaves the test runs out; --only chooses the steps whose name contains one of the words.
The last lines printed are the closing lines of the test runs.
"""

import argparse
import os
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tools.setup.environment import ROOT

PYTHON = sys.executable
PROGRAMS = Path(PYTHON).parent
SOURCES = [name for name in ("src", "tests", "tools", "benchmarks", "conftest.py") if (ROOT / name).exists()]
CLOSING = re.compile(r"^=+ .*\b(passed|failed|error|errors|skipped|no tests ran)\b.* in [\d.:]+.*=+$")
PARALLEL = ("-n", "2", "--dist", "worksteal")
BY_TOUR = ("-n", "2", "--dist", "loadfile")
TEST_SETTINGS = {"DJANGO_SETTINGS_MODULE": "fangxian.settings.test"}


class Step(NamedTuple):
    """One check: a name, a command, and what its environment adds."""

    name: str
    command: list[str]
    environment: dict[str, str]


class Result(NamedTuple):
    """How a step ended: its exit code, seconds, and the closing line of a test run."""

    step: Step
    code: int
    seconds: float
    closing: str


def tool(name: str, program: str, *arguments: str) -> Step:
    """Make a step of a program of this environment."""
    return Step(name, [str(PROGRAMS / program), *arguments], TEST_SETTINGS)


def tests(name: str, marker: str, *arguments: str, **environment: str) -> Step:
    """Make a step that runs the tests with a marker expression."""
    return Step(name, [PYTHON, "-m", "pytest", "-m", marker, *arguments], environment)


def sample_environment() -> dict[str, str]:
    """Read deploy/fangxian.env.sample with its secrets filled in, so that the sample is proved complete."""
    lines = (ROOT / "deploy" / "fangxian.env.sample").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("=", 1) for line in lines if line and not line.startswith("#")]
    return {name: value or secrets.token_urlsafe(48) for name, value in pairs}


def static_steps() -> Iterator[Step]:
    """Yield the checks that read the code."""
    yield tool("ruff check", "ruff", "check", "deploy", *SOURCES)
    yield tool("ruff format", "ruff", "format", "--check", "deploy", *SOURCES)
    yield tool("mypy", "mypy", *SOURCES)
    yield tool("import floors", "lint-imports")
    yield tool("templates", "djlint", "src", "--lint", "--quiet")
    migrations = ("-m", "django", "makemigrations", "--check", "--dry-run")
    yield tool("missing migrations", "python", *migrations)
    deploy = [PYTHON, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    yield Step("deployment", deploy, sample_environment())
    yield tool("locale", "python", "-m", "tools.setup.catalogues", "check")


def test_steps() -> Iterator[Step]:
    """Yield the test runs: SQLite, PostgreSQL (what touches a database), the browser (tour by tour)."""
    postgresql = {
        "FANGXIAN_DATABASE_URL": os.environ.get("FANGXIAN_TEST_DATABASE_URL", ""),
        "FANGXIAN_AUDIT_DATABASE_URL": os.environ.get("FANGXIAN_TEST_AUDIT_DATABASE_URL", ""),
        "PGOPTIONS": "-c synchronous_commit=off",
    }
    sqlite = {"FANGXIAN_DATABASE_URL": "", "FANGXIAN_AUDIT_DATABASE_URL": ""}
    yield tests("tests on SQLite", "not browser", *PARALLEL, **sqlite)
    if postgresql["FANGXIAN_DATABASE_URL"]:
        yield tests("tests on PostgreSQL", "not browser and not plain", *PARALLEL, **postgresql)
    yield tests("tests in the browser", "browser", *BY_TOUR, **sqlite)


def run(step: Step) -> Result:
    """Run a step, passing its output on, and remember the closing line of a test run."""
    print(f"\n── {step.name}", flush=True)
    started, closing = time.monotonic(), ""
    with subprocess.Popen(
        step.command,
        cwd=ROOT,
        env=os.environ | step.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            closing = line.strip() if CLOSING.match(line.strip()) else closing
    return Result(step, process.returncode, time.monotonic() - started, closing)


def report(results: list[Result]) -> None:
    """Print one line for each step, then the closing lines of the test runs."""
    print("\n── summary")
    for result in results:
        print(f"{'FAILED' if result.code else 'ok':8}{result.seconds:7.1f} s  {result.step.name}")
    for result in results:
        if result.closing:
            print(f"\n{result.step.name}:\n{result.closing}")


def main() -> None:
    """Run the chosen steps; leaves with 1 if any failed or none was chosen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--static", action="store_true")
    parser.add_argument("--only", action="append", default=[], metavar="WORD")
    options = parser.parse_args()
    steps = [*static_steps(), *([] if options.static else test_steps())]
    chosen = [step for step in steps if not options.only or any(word in step.name for word in options.only)]
    results = [run(step) for step in chosen]
    report(results)
    sys.exit(1 if not results or any(result.code for result in results) else 0)


if __name__ == "__main__":
    main()
