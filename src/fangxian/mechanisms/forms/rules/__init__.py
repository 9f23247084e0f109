"""Rules of forms, pure: what an expression means, what a report must fulfil, what is computed, what may be defined."""

from fangxian.mechanisms.forms.rules.checking import Checker, check, compute
from fangxian.mechanisms.forms.rules.defining import faults

__all__ = ["Checker", "check", "compute", "faults"]
