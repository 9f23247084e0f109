"""What is refused from below: by a code that the sender can act on, and recorded here whatever became of the rest."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from fangxian.core import clock
from fangxian.core.audit.trail import Kind, record
from fangxian.core.errors import Refusal as Refused
from fangxian.core.errors import Text
from fangxian.uplink.models import Node, Refusal

Code = Refusal.Code
STATUS = {
    Code.UNKNOWN_NODE: 404, Code.REVOKED: 403, Code.SIGNATURE: 403, Code.PAIRING: 403, Code.CLOCK: 403,
    Code.REPLAYED: 409, Code.OTHER_CONTENT: 409,
}  # fmt: skip


class UplinkRefused(Refused):
    """A package or pairing is not taken."""

    def __init__(self, code: Refusal.Code, message: Text) -> None:
        super().__init__(message)
        self.code = code
        self.status = STATUS.get(code, 422)


class NodeActor:
    """A node below as the audit trail names it."""

    id = None
    channel = "api"

    def __init__(self, node: Node | None) -> None:
        self.label = f"node {node.place.code}" if node else "visitor"


@transaction.atomic
def remember(node: Node | None, code: Refusal.Code) -> None:
    """Count a refusal of today; the first of a kind and day is written to the audit trail too."""
    now = clock.now()
    row, new = Refusal.objects.get_or_create(
        known=node.id.hex if node else "", code=code, day=timezone.localdate(now),
        defaults={"node": node, "last_at": now},
    )  # fmt: skip
    if new:
        record(NodeActor(node), Kind.WRITE, "uplink.refuse", subject=node.id if node else "", code=code.value)
    else:
        Refusal.objects.filter(pk=row.pk).update(count=F("count") + 1, last_at=now)
