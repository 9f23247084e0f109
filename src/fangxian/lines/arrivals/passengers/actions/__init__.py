"""Every write of passenger lists: receive, correct, withdraw, assign, answer; each atomic and audited."""

from fangxian.lines.arrivals.passengers.actions.answering import answer, assign, register, take_back
from fangxian.lines.arrivals.passengers.actions.receiving import Received, correct_rows, receive, withdraw

__all__ = ["Received", "answer", "assign", "correct_rows", "receive", "register", "take_back", "withdraw"]
