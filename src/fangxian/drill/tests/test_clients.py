"""A drill's requests in process: all layers of the site but the one that serves files of pages."""

import warnings
from pathlib import Path

from pytest_django import Settings

from fangxian.conftest import World
from fangxian.drill.clients import InProcess


def test_a_drill_needs_no_folder_of_static_files(world: World, settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path / "none"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert InProcess("nobody").send("GET", "/api/v1/reports", {})[0] == 401
