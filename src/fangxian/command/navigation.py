"""The navigation as a table: its groups, and of each item the page, who sees it, and what it counts."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from fangxian.command import badges
from fangxian.command.badges import Count
from fangxian.core.errors import Text

TOP = "command:home"
BELL = "messages:mine"
SIGHT = ("arrivals.view_unit", "arrivals.view_community")
PASSENGERS = ("arrivals.push", "arrivals.view_community")
SENDERS = ("arrivals.declare", "arrivals.register", "arrivals.push", "reports.file")
"""Who has something to send as a workbook; each of these roles may run imports."""


@dataclass(frozen=True)
class Item:
    """A navigation item: shown to those who hold one of the permissions; none means everybody."""

    title: Text
    view: str
    permissions: tuple[str, ...] = ()
    badge: Count | None = None


GROUPS: list[tuple[Text, list[Item]]] = [
    (
        "",
        [
            Item(_("My duties"), TOP),
            Item(_("My messages"), BELL, (), badges.unread),
            Item(_("Figures"), "command:figures", ("figures.view",)),
            Item(_("Nodes above and below"), "uplink:nodes", ("uplink.view",)),
            Item(_("Data lake"), "lake:overview", ("lake.export",)),
        ],
    ),
    (
        _("Arrivals"),
        [
            Item(_("Arrivals and dual reporting"), "arrivals:list", SIGHT),
            Item(_("To reconcile"), "arrivals:inbox", ("arrivals.decide",), badges.undecided),
            Item(_("Gaps"), "arrivals:gaps", SIGHT),
            Item(_("Self-registrations"), "selfreg:list", ("arrivals.register",), badges.self_registered),
            Item(_("Registration links"), "selfreg:links", ("arrivals.invite",)),
            Item(_("Passenger lists"), "passengers:lists", PASSENGERS),
            Item(
                _("Cases handed over"), "cases:inbox", ("cases.handle", "arrivals.decide"), badges.open_cases
            ),
        ],
    ),
    (
        _("Daily reports"),
        [
            Item(_("My daily report"), "reports:mine", ("reports.file",)),
            Item(_("Fill a superior's form"), "filling:home", ("filling.run",)),
            Item(_("Who has not reported"), "reports:missing", ("reports.review",)),
            Item(_("Review"), "reports:review", ("reports.review",), badges.unreviewed),
            Item(_("All daily reports"), "reports:all", ("reports.view",)),
            Item(_("Locked periods"), "reports:locks", ("reports.lock",)),
            Item(_("Forms"), "forms:all", ("forms.propose", "forms.approve", "reports.manage")),
            Item(_("Burden meter"), "reports:burden", ("forms.propose", "forms.approve", "reports.review")),
        ],
    ),
    (
        _("People and posts"),
        [
            Item(_("Command structure"), "structure:chart", ("structure.view",)),
            Item(_("One zone, five teams"), "grid:zones", ("structure.view",)),
            Item(_("Persons who serve"), "ledgers:persons_list", ("personnel.view",)),
            Item(_("Posts and checkpoints"), "ledgers:posts_list", ("personnel.view",)),
            Item(_("Who is posted where"), "ledgers:postings_list", ("personnel.view",)),
            Item(_("Volunteers"), "volunteers:links", ("volunteers.view",)),
            Item(_("Sending people down"), "dispatch:board", ("dispatch.view",)),
            Item(_("Rosters"), "rosters:list", ("rosters.view",)),
            Item(_("Pairing"), "pairing:coverage", ("pairing.view",)),
            Item(_("Check-ins and service"), "service:desk", ("checkin.receive", "checkin.log")),
            Item(_("Who is at the posts"), "service:posts", ("checkin.view",)),
            Item(_("My record"), "service:mine"),
            Item(_("Teams sent outside"), "ledgers:batches_list", ("dispatch.view",)),
            Item(_("Reported head-counts"), "ledgers:head-counts_list", ("dispatch.view",)),
        ],
    ),
    (
        _("Papers"),
        [
            Item(_("Bulletins"), "papers:bulletins", ("bulletins.view",)),
            Item(_("What each figure means"), "command:measures", ("figures.view",)),
        ],
    ),
    (
        _("Set up"),
        [
            Item(_("Import workbooks"), "imports:home", SENDERS),
            Item(_("Places"), "territory:places", ("places.manage",)),
            Item(_("Units"), "territory:bodies", ("bodies.manage",)),
            Item(_("Responses"), "territory:responses", ("response.manage",)),
            Item(_("Drills"), "drill:list", ("drills.run",)),
            Item(_("Reminder rules"), "messages:rules", ("messages.manage",)),
            Item(_("Accounts"), "people:accounts", ("people.view",)),
            Item(_("Webhooks"), "webhooks:list", ("people.appoint",)),
            Item(_("Audit trail"), "auditing:events", ("audit.view",)),
        ],
    ),
]
