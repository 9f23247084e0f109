"""Every write about accounts: permission checked, atomic, audited."""

from fangxian.trees.people.actions.accounts import (
    create_account,
    deactivate,
    reactivate,
    set_language,
    set_phone,
)
from fangxian.trees.people.actions.credentials import (
    INVITATION_DAYS,
    accept_invitation,
    change_password,
    confirm_totp,
    disable_totp,
    enroll_totp,
    invitation_of,
    invite,
)
from fangxian.trees.people.actions.grants import end_grant, end_responsibility, grant_role, name_responsible
from fangxian.trees.people.actions.tokens import issue_token, revoke_token

__all__ = [
    "INVITATION_DAYS",
    "accept_invitation",
    "change_password",
    "confirm_totp",
    "create_account",
    "deactivate",
    "disable_totp",
    "end_grant",
    "end_responsibility",
    "enroll_totp",
    "grant_role",
    "invitation_of",
    "invite",
    "issue_token",
    "name_responsible",
    "reactivate",
    "revoke_token",
    "set_language",
    "set_phone",
]
