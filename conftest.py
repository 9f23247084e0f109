"""Plumbing of all tests: both databases open wherever a test uses one, on PostgreSQL when told so.

FANGXIAN_DATABASE_URL and FANGXIAN_AUDIT_DATABASE_URL choose the databases (`fangxian.settings.base`); without
them the tests run on SQLite. Connections beyond this machine are refused (see `addopts` in pyproject.toml).
"""

import gc
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.db import connections
from hypothesis import HealthCheck, settings

settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("here")  # machines are of any speed, and no test asserts a duration


DATABASES = ["default", "audit"]
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}
ROOMS = Path(__file__).parent / "src"


def open_both_databases(item: pytest.Item) -> None:
    """Give a test that touches the database both of them, unless it names its own; mark it as plain if it does not.

    A test without them cannot reach a database: pytest-django refuses it. Only those of a room are called plain, and
    of a module that starts no process: whatever may need a database runs on each.
    """
    marker = item.get_closest_marker("django_db")
    if marker is None and not DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
        if item.path.is_relative_to(ROOMS) and not starts_processes(getattr(item, "module", None)):
            item.add_marker("plain")
        return
    options = {"databases": DATABASES, **(marker.kwargs if marker else {})}
    item.add_marker(pytest.mark.django_db(**options), append=False)


@cache
def starts_processes(module: ModuleType | None) -> bool:
    """Tell whether a module of tests, or one that it imports from, starts processes: they have their own databases."""
    origins = {getattr(value, "__module__", "") for value in vars(module or object).values()}
    names = {name for name in origins if isinstance(name, str)} | {getattr(module, "__name__", "")}
    return any("subprocess" in vars(sys.modules[name]) for name in names if name in sys.modules)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Open the databases, and skip on SQLite what only PostgreSQL can show."""
    skip = pytest.mark.skip(reason="SQLite has one writer and no standby: the run on PostgreSQL proves this")
    for item in items:
        open_both_databases(item)
        if item.get_closest_marker("postgresql") and connections["default"].vendor != "postgresql":
            item.add_marker(skip)


def pytest_collection_finish() -> None:
    """Look for garbage less often: migrations make models by the thousand, and that was a third of their time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture
def remembered() -> Callable[..., Any]:
    """Return the function that makes something once a run, and puts it back for every other test."""
    from tests.remembering import remembered

    return remembered


def pytest_report_header() -> str:
    """Say on which database the tests run."""
    return f"database: {connections['default'].vendor}"
