"""A scenario's accounts: a liaison for each body, a secretary for communities that send, committee and command."""

from collections.abc import Collection

from fangxian.core.errors import Invalid
from fangxian.trees.bodies.models import Body, Line, Position
from fangxian.trees.people import actions
from fangxian.trees.people.actor import EXCEL, SYSTEM, Actor
from fangxian.trees.people.models import Account, Role
from fangxian.trees.places.models import Kind, Place
from fangxian.trees.responses.models import Response

LIAISON_DUTY = "单位联络员"
SECRETARY_DUTY = "社区书记"
COLLECTED = ("reports.daily", "relay", "superior")
"""What the committee collects from its units: its collector sends that in, who reports for nobody else."""


class Cast:
    """Everybody who sends files or looks at them, by body code or place code; the clerk for the whole area.

    ``places`` are the codes of the communities that send: only they have a secretary's account.
    """

    def __init__(self, response: Response, places: Collection[str]) -> None:
        self.response, self.places = response, places
        self.senders: dict[str, Account] = {}
        self.clerk: Account

    def create(self) -> None:
        """Create the accounts through the actions that an administrator uses."""
        jurisdiction = self.response.jurisdiction
        lines = list(Line.objects.filter(reports_returnees=True))
        committee = self.response.committee
        self._account("administrator", "系统管理员", [(Role.ADMINISTRATOR, jurisdiction)])
        self._account("auditor", "审计员", [(Role.AUDITOR, jurisdiction)])
        self._account("supervisor", "督查组", [(Role.SUPERVISOR, jurisdiction)])
        command = self._account("command", "指挥部值班室", [(Role.COMMAND, jurisdiction)])
        for line in lines if committee else []:
            actions.grant_role(SYSTEM, command, Role.COMMAND, body=committee, line=line)
        if committee:
            self._committee(committee, lines, jurisdiction)
            self.senders[jurisdiction.code] = self.clerk
        above = set(Position.objects.filter(valid_to=None).values_list("line", "parent"))
        for position in Position.objects.filter(valid_to=None).select_related("body", "line"):
            if position.body_id != getattr(committee, "id", None):
                self._liaison(position, reviews=(position.line_id, position.body_id) in above)
        for place in Place.objects.filter(kind=Kind.COMMUNITY, code__in=self.places):
            secretary = self._account(f"c{place.code}", f"{place.name}书记", [(Role.COMMUNITY_WORKER, place)])
            actions.name_responsible(SYSTEM, secretary, SECRETARY_DUTY, place=place)
            self.senders[place.code] = secretary

    def sender(self, code: str, kind: str = "") -> Actor:
        """Return the actor who sends a kind of file for a body or a community; the committee's clerk its lists."""
        committee = self.response.committee
        lists = committee is not None and code == committee.code and kind not in COLLECTED
        return Actor(self.clerk if lists else self.senders[code], EXCEL)

    def _committee(self, committee: Body, lines: list[Line], jurisdiction: Place) -> None:
        self.clerk = self._account("committee", f"{committee}值班员", [(Role.WORK_COMMITTEE, jurisdiction)])
        collector = self._account("collector", f"{committee}收报员", [])
        for line in lines:
            actions.grant_role(SYSTEM, self.clerk, Role.WORK_COMMITTEE, body=committee, line=line)
            actions.grant_role(SYSTEM, collector, Role.UNIT_LIAISON, body=committee, line=line)
        self.senders[committee.code] = collector

    def _liaison(self, position: Position, *, reviews: bool) -> None:
        body = position.body
        account = self.senders.get(body.code)
        if account is None:
            account = self._account(body.code, f"{body}联络员", [])
            actions.name_responsible(SYSTEM, account, LIAISON_DUTY, body=body)
            self.senders[body.code] = account
        actions.grant_role(SYSTEM, account, Role.UNIT_LIAISON, body=body, line=position.line)
        if reviews:
            actions.grant_role(SYSTEM, account, Role.REVIEWER, body=body, line=position.line)

    def _account(self, name: str, title: str, roles: list[tuple[Role, Place]]) -> Account:
        account = actions.create_account(SYSTEM, name=name, title=title)
        for role, place in roles:
            actions.grant_role(SYSTEM, account, role, place=place)
        return account


def invited(name: str, role: str, *, place: str = "", body: str = "", line: str = "", title: str = "") -> str:
    """Create an account with a role and return the path of its invitation link."""
    if role not in Role.values:
        raise Invalid({"role": ", ".join(Role.values)})
    account = actions.create_account(SYSTEM, name=name, title=title or name)
    actions.grant_role(
        SYSTEM,
        account,
        Role(role),
        place=Place.objects.get(code=place) if place else None,
        body=Body.objects.get(code=body) if body else None,
        line=Line.objects.get(code=line) if line else None,
    )
    return f"/invitation/?key={actions.invite(SYSTEM, account)}"
