"""Rules of forms, pure: what an expression means, what a report must fulfil, what is computed, what may be defined."""

from fangxian.mechanisms.forms.rules.arithmetic import Closure
from fangxian.mechanisms.forms.rules.checking import YESTERDAY, Checker, check, compute
from fangxian.mechanisms.forms.rules.defining import faults
from fangxian.mechanisms.forms.rules.expressions import expression

__all__ = ["YESTERDAY", "Checker", "Closure", "check", "compute", "expression", "faults"]
