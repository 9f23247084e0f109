"""What the pages of forms read: every form with who owes it, its versions, and what a version would cost (M8)."""

from fangxian.command.forms.queries.history import Sheet, sheet
from fangxian.command.forms.queries.listing import listing, owed_by, seen
from fangxian.command.forms.queries.parts import issuers, may_approve, may_make, name_of, rules
from fangxian.command.forms.queries.weighing import weight

__all__ = [
    "Sheet", "issuers", "listing", "may_approve", "may_make", "name_of", "owed_by", "rules", "seen", "sheet",
    "weight",
]  # fmt: skip
