"""Figures read from a standby are those of the main database, at every moment; a standby that lags is not asked."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connections

from fangxian.core import replica
from fangxian.core.audit.models import Event
from fangxian.trees.places.models import Place
from tests.replica.servers import pair

pytestmark = pytest.mark.postgresql


@pytest.mark.postgresql
def test_figures_come_from_the_standby_as_long_as_it_knows_everything(tmp_path: Path) -> None:
    with pair() as (main, copy):
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "fangxian.settings.local",
            "FANGXIAN_DATA_DIR": str(tmp_path),
            "FANGXIAN_DATABASE_URL": main,
            "FANGXIAN_REPLICA_URL": copy,
            "FANGXIAN_AUDIT_DATABASE_URL": f"sqlite:///{tmp_path}/audit.sqlite3",
        }
        story = [sys.executable, "-m", "tests.replica.story"]
        told = subprocess.run(  # noqa: S603 - our own story
            story, env=environment, capture_output=True, text=True, timeout=120
        )
    assert told.returncode == 0, told.stderr
    seen = [json.loads(line) for line in told.stdout.splitlines()]
    assert [row["step"] for row in seen] == ["follows", "follows", "stands still", "goes on", "is gone"]
    assert [row["figure"] for row in seen] == [row["stored"] for row in seen] == [1, 2, 3, 3, 4]
    assert [row["standby"] > 0 for row in seen] == [True, True, False, True, False]
    assert "the replica does not answer" in told.stderr


@pytest.mark.django_db
def test_without_a_standby_nothing_changes() -> None:
    router = replica.ReplicaRouter()
    with replica.reading():
        assert router.db_for_read(Place) == "default"
        assert replica.database() is connections["default"]
    assert router.db_for_write(Place) == "default"
    assert router.db_for_read(Event) is router.db_for_write(Event) is None
