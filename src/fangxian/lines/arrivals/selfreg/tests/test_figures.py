"""Whatever people enter of themselves, no figure changes before a community has confirmed it."""

from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.conftest import World
from fangxian.core.errors import Conflict
from fangxian.lines.arrivals.models import ArrivalReport, Standing
from fangxian.lines.arrivals.selfreg import actions, confirming
from fangxian.lines.arrivals.selfreg.models import RegistrationLink, SelfRegistration
from fangxian.mechanisms.cases.models import Referral
from fangxian.mechanisms.figures import answers, registry
from fangxian.mechanisms.figures.asking import question_for

Step = tuple[str, int, bool]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["submit", "family", "correct", "withdraw", "refuse"]),
        st.integers(0, 5),
        st.booleans(),
    ),
    max_size=8,
)


def figures(world: World) -> dict[str, Any]:
    question = question_for(world.actor("committee"), world.response, {})
    measures = [one for one in registry.all_measures() if one.code.startswith(("arrivals.", "cases."))]
    found = answers.answers(question, measures)
    return {one.measure.code: one.total.value for one in found}


class Undone(Exception):
    """Rolls an example back."""


@given(steps=STEPS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_nothing_counts_before_it_is_confirmed(
    world: World, link: RegistrationLink, steps: list[Step]
) -> None:
    try:
        with transaction.atomic():
            _example(world, link, steps)
            raise Undone
    except Undone:
        pass


def _example(world: World, link: RegistrationLink, steps: list[Step]) -> None:
    world.declare(0)
    before = figures(world)
    assert before["arrivals.declared"] == 1
    for step, number, sick in steps:
        _take(world, link, step, number, sick)
        assert figures(world) == before
    assert not ArrivalReport.objects.filter(side="community").exists()
    assert not Referral.objects.exists()
    waiting = list(SelfRegistration.objects.at().filter(state="pending").values_list("entry", flat=True))
    if waiting:
        confirming.confirm(world.actor("spring"), waiting)
        assert figures(world)["arrivals.registered"] > before["arrivals.registered"]
        assert Standing.objects.known().filter(side="community").count() == len(waiting)


def _take(world: World, link: RegistrationLink, step: str, number: int, sick: bool) -> None:
    own = world.registration(number, employer="audit-office", has_symptoms=sick)
    if step in ("submit", "family"):
        relative = world.registration(number + 10, id=actions.member_id(own.id, 1), by_proxy=True)
        actions.submit(link, [own, relative] if step == "family" else [own], "192.0.2.7")
        return
    rows = list(SelfRegistration.objects.known().filter(by_proxy=False).order_by("submitted_at"))
    if not rows:
        return
    current = rows[number % len(rows)]
    try:
        if step == "correct":
            actions.correct(current, [world.registration(number, id=current.entry_id)])
        elif step == "withdraw":
            actions.withdraw(current)
        else:
            confirming.refuse(world.actor("spring"), current.entry_id, "查无此人")
    except Conflict:
        assert current.state != "pending"
