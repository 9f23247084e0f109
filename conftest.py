"""Plumbing of all tests: both databases open wherever a test uses one, on PostgreSQL when told so.

FANGXIAN_DATABASE_URL and FANGXIAN_AUDIT_DATABASE_URL choose the databases (`fangxian.settings.base`); without
them the tests run on SQLite. Connections beyond this machine are refused (see `addopts` in pyproject.toml).
"""

import gc

import pytest
from django.db import connections
from hypothesis import HealthCheck, settings

settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("here")  # machines are of any speed, and no test asserts a duration


DATABASES = ["default", "audit"]
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}


def open_both_databases(item: pytest.Item) -> None:
    """Give a test that touches the database both of them, unless it names its own."""
    marker = item.get_closest_marker("django_db")
    if marker is None and not DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
        return
    options = {"databases": DATABASES, **(marker.kwargs if marker else {})}
    item.add_marker(pytest.mark.django_db(**options), append=False)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Open the databases, and skip on SQLite what only PostgreSQL can show."""
    skip = pytest.mark.skip(reason="holds only on PostgreSQL")
    for item in items:
        open_both_databases(item)
        if item.get_closest_marker("postgresql") and connections["default"].vendor != "postgresql":
            item.add_marker(skip)


def pytest_collection_finish() -> None:
    """Look for garbage less often: migrations make models by the thousand, and that was a third of their time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_report_header() -> str:
    """Say on which database the tests run."""
    return f"database: {connections['default'].vendor}"
