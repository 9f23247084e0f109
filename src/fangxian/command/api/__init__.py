"""The JSON API: every operation names its permission, calls one action or query, and refuses by problem document.

Described at ``/api/v1/openapi.json`` and for people in docs/api.md.
"""

from ninja import NinjaAPI

from fangxian import __version__
from fangxian.command.api import (
    arrivals,
    bulletins,
    burden,
    channels,
    contacts,
    dispatch,
    exchange,
    figures,
    filling,
    gaps,
    imports,
    ledgers,
    locks,
    messages,
    pairing,
    passengers,
    personnel,
    relay,
    reminders,
    reports,
    reports_bulk,
    rosters,
    saved_views,
    self_registrations,
    service,
    structure,
    trees,
    uplink,
    volunteers,
)
from fangxian.command.api.errors import answer_problems
from fangxian.command.api.throttling import AccountThrottle
from fangxian.trees.people.access import open_to_all
from fangxian.trees.people.api_auth import Requires

api = NinjaAPI(
    title="Fangxian (防线)",
    version=__version__,
    description="The working system of a local emergency command: arrivals, daily reports, figures, bulletins.",
    urls_namespace="api",
    auth=Requires(),
    throttle=AccountThrottle(),
    docs_url=None,
    docs_decorator=open_to_all,
)
answer_problems(api)
ROOMS = (
    arrivals,
    passengers,
    gaps,
    reports,
    reports_bulk,
    burden,
    relay,
    locks,
    exchange,
    figures,
    filling,
    bulletins,
    trees,
    imports,
    messages,
    channels,
    reminders,
    self_registrations,
    saved_views,
    contacts,
    dispatch,
    pairing,
    personnel,
    rosters,
    service,
    structure,
    volunteers,
    ledgers,
    uplink,
)
for room in ROOMS:
    api.add_router("", room.router)

__all__ = ["api"]
