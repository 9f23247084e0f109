"""Who may change whose account, and who may grant what: nobody gains by an account that he manages."""

from django.utils.translation import gettext as _

from fangxian.core.actor import Actor
from fangxian.core.errors import Forbidden
from fangxian.trees.bodies.models import Body, Line
from fangxian.trees.people.models import Account, Grant, Role
from fangxian.trees.people.queries import account_for, paths_of, unended_grants
from fangxian.trees.people.roles import ROLES
from fangxian.trees.places.models import Place

MANAGE, APPOINT = "people.manage", "people.appoint"


def must_manage(actor: Actor, account: Account) -> None:
    """Check that the actor may change an account's sign-in, since whoever sets it up could use its roles.

    Every role it has or will have must lie in his scope, and be one that he may grant. Raises ``Forbidden``,
    and ``Missing`` for an account outside his scope.
    """
    account_for(actor, account.id, MANAGE)
    for grant in unended_grants(account):
        if not may_grant(actor, Role(grant.role), grant.place, grant.body, grant.line):
            raise Forbidden(_("This account has roles above or outside yours; ask the level above."))


def must_grant(actor: Actor, role: Role, place: Place | None, body: Body | None, line: Line | None) -> None:
    """Check that the actor may grant a role on a place, or on a body in a line.

    Raises ``Missing`` when that lies outside his scope, ``Forbidden`` when he lacks one of its permissions.
    """
    actor.must(MANAGE, **paths_of(place, body, line))
    if not may_grant(actor, role, place, body, line):
        raise Forbidden(_("You cannot grant a role that may do more than you may."))


def may_grant(actor: Actor, role: Role, place: Place | None, body: Body | None, line: Line | None) -> bool:
    """Tell whether the actor manages people there and holds the role's permissions, or may appoint."""
    paths = paths_of(place, body, line)

    def holds(permission: str) -> bool:
        return actor.scope(permission).holds(**paths)

    return holds(MANAGE) and (holds(APPOINT) or all(holds(permission) for permission in ROLES[role]))


def must_end(actor: Actor, grant: Grant) -> None:
    """Check that the actor may end a grant: whoever could give it today."""
    must_grant(actor, Role(grant.role), grant.place, grant.body, grant.line)
