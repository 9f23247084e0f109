"""Playing a drill: day by day by the simulated clock, every step as somebody would send it (M5, M8).

The clock is the process's own, so a drill is played by a process of its own: ``fangxian drill``, also for the worker.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from fangxian.core import clock
from fangxian.core.clock import SimulatedClock
from fangxian.drill import actions, arriving, reporting
from fangxian.drill.clients import InProcess, Sender
from fangxian.drill.comparing import compare
from fangxian.drill.entering import Direct, Entering, Public
from fangxian.drill.models import Drill
from fangxian.drill.parameters import Parameters
from fangxian.drill.plan import Cast, Step, end_of, in_order, instant
from fangxian.drill.truth import Truth
from fangxian.mechanisms.forms.catalogue import form_of
from fangxian.trees.people.actor import API, Actor
from fangxian.trees.responses.models import Response

EVERY = 200
"""Steps between two notes of how far it is."""
Tell = Callable[[int], None]
Carry = Callable[[str], Sender]
"""Makes who carries requests, from a token."""


def steps_of(parameters: Parameters, cast: Cast, response: Response) -> Iterator[Step]:
    """Yield every step of a drill in the order of time."""
    form = form_of(parameters.form)
    return in_order(
        arriving.steps(parameters, cast, response), reporting.steps(parameters, cast, response, form)
    )


def play(
    drill: Drill,
    *,
    carry: Carry = InProcess,
    direct: bool = False,
    by_own_clock: bool = True,
    tell: Tell = lambda _played: None,
) -> Drill:
    """Play a waiting drill to its end and hold what was entered against the figures.

    ``by_own_clock`` simulates its days; without it everything is sent now, so that most of it is late.

    Raises ``Conflict`` when it is not waiting, or its response is no drill; whatever breaks it off leaves it so marked.
    """
    actions.claim(drill)
    asked = drill.asked
    time = SimulatedClock(instant(asked.first_day) if by_own_clock else clock.now())
    try:
        with (
            _hours(time, simulated=by_own_clock),
            _sending(drill, carry, direct=direct) as (cast, entering),
        ):
            truth = Truth(asked, cast, entering.form)
            _enter(drill, entering, truth, cast, time, tell)
            time.set(end_of(asked))
            drill.summary, drill.truth = truth.summary(), truth.figures(at_its_end=by_own_clock)
            drill.found = compare(drill)
            drill.refused, drill.state = entering.refused[:100], Drill.State.PLAYED
    except BaseException:
        drill.state = Drill.State.BROKEN
        raise
    finally:
        drill.ended_at = clock.now()
        drill.save()
    return drill


@contextmanager
def _hours(time: SimulatedClock, *, simulated: bool) -> Iterator[None]:
    if not simulated:
        yield
        return
    with clock.use(time):
        yield


@contextmanager
def _sending(drill: Drill, carry: Carry, *, direct: bool) -> Iterator[tuple[Cast, Entering]]:
    """Set the drill up, and let its account go when it is over."""
    cast = actions.prepare(drill)
    response = actions.response_of(drill)
    form = form_of(drill.asked.form)
    token = actions.admit(drill, cast)
    try:
        if direct:
            yield cast, Direct(carry(token), response, form, Actor(drill.account, API))
        else:
            yield cast, Public(carry(token), response, form)
    finally:
        actions.dismiss(drill.account)


def _enter(
    drill: Drill, entering: Entering, truth: Truth, cast: Cast, time: SimulatedClock, tell: Tell
) -> None:
    for step in steps_of(drill.asked, cast, actions.response_of(drill)):
        entering.before(step, truth)
        time.set(step.at)
        entering.take(step, truth)
        drill.played += 1
        if drill.played % EVERY == 0:
            Drill.objects.filter(pk=drill.pk).update(played=drill.played)
            tell(drill.played)
    entering.finish(truth)
    tell(drill.played)
