"""The health endpoint: 200 when both databases answer and the keys can be reached, else 503."""

from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connections
from django.http import HttpRequest, JsonResponse

from fangxian.trees.people.access import open_to_all


@open_to_all
def health(request: HttpRequest) -> JsonResponse:
    """Return what is well, without any figure or name."""
    state = {alias: _answers(alias) for alias in ("default", "audit")}
    state["keys"] = Path(settings.FANGXIAN_KEYS_DIR).parent.exists()
    return JsonResponse(state, status=200 if all(state.values()) else 503)


def _answers(alias: str) -> bool:
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1")
        return True
    except DatabaseError:
        return False
