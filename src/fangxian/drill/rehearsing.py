"""What a drill would send, without writing anything."""

import datetime
from collections.abc import Iterator

from fangxian.core.dated import today
from fangxian.drill import casting
from fangxian.drill.parameters import Parameters
from fangxian.drill.plan import Step, instant
from fangxian.drill.playing import steps_of
from fangxian.trees.responses.models import Response


def rehearse(parameters: Parameters) -> Iterator[Step]:
    """Yield the steps of a drill, invented units under the codes that stand for theirs; raises ``Invalid``."""
    checked = parameters.checked(today())
    casting.check_names(checked)
    place = casting.place_of(checked.place)
    cast = casting.cast_of(checked, place, checked.line) if checked.line else casting.invented(checked, place)
    begun = instant(checked.first_day)
    hours = {"from": begun.date().isoformat(), "cut_off": datetime.time(10).isoformat(), "grace": 30}
    response = Response(jurisdiction=place, started_at=begun, is_drill=True, report_hours=[hours])
    return steps_of(checked, cast, response)
