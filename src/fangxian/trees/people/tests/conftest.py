"""A world for each test, and addresses beside the project's own."""

import pytest

from fangxian.trees.people.tests.factories import World, make_world


@pytest.fixture
def world(db: None) -> World:
    """Return the small district."""
    return make_world()


@pytest.fixture
def test_urls(settings: object) -> None:
    """Serve the views of ``tests.urls`` too."""
    settings.ROOT_URLCONF = "fangxian.trees.people.tests.urls"  # type: ignore[attr-defined]
