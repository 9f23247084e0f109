"""A form from the sheet that people already use: its layout is read, its fields are proposed (M8)."""

from fangxian.mechanisms.forms.sheets.proposing import Proposal, Proposed, propose

__all__ = ["Proposal", "Proposed", "propose"]
