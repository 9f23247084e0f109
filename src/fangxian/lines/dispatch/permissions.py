"""Which permission each part of sending people down takes (M10)."""

VIEW, ASK, NOMINATE = "dispatch.view", "dispatch.ask", "dispatch.nominate"
DECIDE, RECEIVE, REPORT = "dispatch.decide", "dispatch.receive", "dispatch.report"
BY = {"approve": DECIDE, "decline": DECIDE, "assign": DECIDE, "release": DECIDE, "move": DECIDE,
      "substitute": NOMINATE, "role": NOMINATE}  # fmt: skip


def permission_of(deed: str) -> str:
    """Return which permission a deed takes: the committee's, the unit's, or the receiving place's."""
    return BY.get(deed, RECEIVE)
