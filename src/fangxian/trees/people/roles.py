"""The one matrix of roles and permissions (decision 7); views and operations name permissions, not roles."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from fangxian.trees.people.models import Role

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

PERMISSIONS: dict[str, "_StrPromise"] = {
    "places.view": _("see places"),
    "places.manage": _("set up places and their codes"),
    "bodies.view": _("see bodies"),
    "bodies.manage": _("set up bodies and their positions in lines"),
    "people.view": _("see accounts and their roles"),
    "people.manage": _("create accounts, invite, grant and end roles"),
    "people.appoint": _("grant roles whose permissions one does not hold oneself"),
    "response.view": _("see the response and its rules"),
    "response.manage": _("set up the response and its rules"),
    "drills.run": _("play drills and remove them"),
    "arrivals.declare": _("declare the unit's returning people"),
    "arrivals.register": _("register arrivals at the community of residence"),
    "arrivals.view_unit": _("see what units declared"),
    "arrivals.view_community": _("see what communities registered"),
    "arrivals.decide": _("see both sides and decide which entries are one person"),
    "arrivals.push": _("send passenger lists of a station"),
    "arrivals.export": _("export lists of arrivals"),
    "arrivals.disclose": _("unmask personal data, stating the purpose"),
    "reports.file": _("file the daily report"),
    "reports.view": _("see daily reports"),
    "reports.review": _("review and return daily reports"),
    "reports.manage": _("say who owes reports, and excuse"),
    "forms.view": _("see forms and what they ask of each unit"),
    "forms.propose": _("make forms and change them"),
    "forms.approve": _("approve what a form newly asks"),
    "reports.lock": _("lock a period of reports"),
    "messages.manage": _("set channels and rules of messages"),
    "figures.view": _("see figures"),
    "bulletins.view": _("see bulletins"),
    "bulletins.draft": _("draft bulletins"),
    "bulletins.issue": _("issue bulletins"),
    "bulletins.instruct": _("write instructions on bulletins"),
    "cases.view": _("see referred cases"),
    "cases.handle": _("accept and settle referred cases"),
    "contacts.view": _("see who was asked when, and by whom"),
    "contacts.log": _("log calls and visits"),
    "arrivals.invite": _("make links by which people register themselves"),
    "imports.run": _("import workbooks"),
    "filling.run": _("fill a superior's form from the ledgers"),
    "personnel.view": _("see who serves, the posts, and who is posted where"),
    "personnel.enter": _("enter persons who serve"),
    "personnel.disclose": _("unmask numbers of persons who serve, stating the purpose"),
    "personnel.assign": _("set up posts and post people to them"),
    "personnel.grant_leave": _("grant and cancel leave where people serve"),
    "structure.view": _("see groups and teams, zones, and who answers for a place"),
    "structure.enter": _("enter groups and teams, zones, and who answers for a place"),
    "structure.approve": _("approve temporary organisations, posts and teams"),
    "volunteers.view": _("see who signed up as a volunteer"),
    "volunteers.vet": _("make links for volunteers, vet and assign them"),
    "dispatch.view": _("see who was sent down, and teams sent outside"),
    "dispatch.ask": _("ask units for people"),
    "dispatch.nominate": _("nominate the unit's people"),
    "dispatch.decide": _("approve, assign, move and release people sent down"),
    "dispatch.receive": _("say who is in place or on leave at one's place"),
    "dispatch.report": _("enter teams sent outside and reported head-counts"),
    "rosters.view": _("see who is on duty when"),
    "rosters.plan": _("set what posts need, make rosters and publish them"),
    "rosters.ask": _("enter wishes of people on duty"),
    "pairing.view": _("see which units stand by which communities"),
    "pairing.pair": _("pair units with communities"),
    "pairing.enter": _("fill the five ones of a pairing"),
    "pairing.answer": _("answer every day about paired units"),
    "pairing.guard": _("name the guardians of observed persons"),
    "checkin.view": _("see who reported in, served, and stood at which post"),
    "checkin.report": _("report units and members in"),
    "checkin.receive": _("accept check-ins, ask for help, confirm service, say who stands at a post"),
    "checkin.log": _("log the service of members, and answer their remarks"),
    "audit.view": _("see the audit trail"),
    "lake.export": _("export ledgers to the data lake, without names, and see what it holds"),
    "uplink.view": _("see the nodes above and below, and the figures they send"),
    "uplink.manage": _("pair nodes, renew their keys and revoke them"),
    "duties.view": _("see what is owed"),
    "duties.handle": _("answer duties and instructions"),
}

BASE = frozenset({"places.view", "bodies.view", "response.view", "figures.view", "forms.view"})
DUTIES = frozenset({"duties.view", "duties.handle"})
BOTH_SIDES = frozenset({"arrivals.view_unit", "arrivals.view_community"})
OVERSIGHT = (
    BASE
    | BOTH_SIDES
    | {"reports.view", "bulletins.view", "cases.view", "duties.view", "contacts.view"}
    | {"uplink.view", "personnel.view", "dispatch.view", "structure.view", "volunteers.view"}
    | {"pairing.view", "checkin.view", "rosters.view"}
)

ROLES: dict[Role, frozenset[str]] = {
    Role.UNIT_LIAISON: BASE
    | DUTIES
    | {"filling.run"}
    | {"arrivals.declare", "arrivals.view_unit", "arrivals.disclose", "cases.view", "imports.run"}
    | {"reports.file", "reports.view"}
    | {"contacts.view", "contacts.log", "arrivals.invite"}
    | {"personnel.view", "personnel.enter", "personnel.disclose"}
    | {"dispatch.view", "dispatch.nominate", "dispatch.report"}
    | {"pairing.view", "pairing.enter"}
    | {"rosters.view", "rosters.ask"}
    | {"checkin.view", "checkin.report", "checkin.log"}
    | {"structure.view", "structure.enter"},
    Role.COMMUNITY_WORKER: BASE
    | DUTIES
    | {"filling.run"}
    | {"arrivals.register", "arrivals.view_community", "arrivals.disclose", "imports.run"}
    | {"cases.view", "cases.handle"}
    | {"contacts.view", "contacts.log", "arrivals.invite"}
    | {"personnel.view", "personnel.enter", "personnel.disclose", "personnel.assign"}
    | {"personnel.grant_leave"}
    | {"dispatch.view", "dispatch.receive"}
    | {"pairing.view", "pairing.answer", "pairing.guard"}
    | {"rosters.view", "rosters.plan", "rosters.ask"}
    | {"checkin.view", "checkin.report", "checkin.receive", "checkin.log"}
    | {"structure.view", "structure.enter", "volunteers.view", "volunteers.vet"},
    Role.CHECKPOINT_OFFICER: BASE | DUTIES | {"arrivals.push", "arrivals.invite", "imports.run"},
    Role.REVIEWER: BASE | DUTIES | {"reports.view", "reports.review"},
    Role.WORK_COMMITTEE: OVERSIGHT
    | DUTIES
    | {"filling.run"}
    | {"arrivals.decide", "arrivals.export", "arrivals.disclose", "reports.review", "reports.manage"}
    | {"forms.propose", "forms.approve", "reports.lock", "messages.manage"}
    | {"arrivals.push", "imports.run", "contacts.log", "arrivals.invite"}
    | {"bulletins.draft", "bulletins.issue", "people.view", "people.manage"}
    | {"personnel.enter", "personnel.disclose", "personnel.assign"}
    | {"personnel.grant_leave"}
    | {"pairing.pair", "pairing.enter", "pairing.answer", "pairing.guard"}
    | {"rosters.plan", "rosters.ask"}
    | {"checkin.report", "checkin.receive", "checkin.log"}
    | {"dispatch.ask", "dispatch.nominate", "dispatch.decide", "dispatch.receive", "dispatch.report"}
    | {"structure.enter", "structure.approve", "volunteers.vet"},
    Role.COMMAND: OVERSIGHT
    | DUTIES
    | {"filling.run"}
    | {"forms.propose", "forms.approve", "reports.lock"}
    | {"structure.enter", "structure.approve", "personnel.disclose", "imports.run"}
    | {"people.view", "bulletins.issue", "bulletins.instruct", "drills.run", "lake.export"},
    Role.SUPERVISOR: OVERSIGHT,
    Role.STOREKEEPER: BASE | DUTIES,
    Role.FINANCE: BASE | DUTIES,
    Role.ADMINISTRATOR: BASE
    | DUTIES
    | {"drills.run", "places.manage", "bodies.manage", "response.manage", "bulletins.view"}
    | {"people.view", "people.manage", "people.appoint", "messages.manage"}
    | {"uplink.view", "uplink.manage", "lake.export"},
    Role.AUDITOR: BASE | {"audit.view", "people.view"},
}
