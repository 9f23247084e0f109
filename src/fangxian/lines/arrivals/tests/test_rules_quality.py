"""Against thousands of invented people with the errors that people make, the rules are right."""

import pytest

from benchmarks.people import HARSH, Corruption, generate
from benchmarks.quality import measure


@pytest.mark.parametrize("corruption", [Corruption(), HARSH], ids=["agreed", "harsh"])
def test_the_rules_keep_their_promise(corruption: Corruption) -> None:
    found, costs = measure(3000, 2020, corruption)
    assert found.precision >= 0.999
    assert found.recall_with_queue >= 0.98
    assert found.queue <= 0.03
    assert costs["keys_per_entry"] < 8


def test_where_nobody_gives_an_id_number_namesakes_go_to_a_human_and_not_astray() -> None:
    found, _ = measure(3000, 7, Corruption(no_id_number=1.0, no_phone=0.3, other_phone=0.1, other_day=0.1))
    assert found.precision >= 0.999
    assert found.recall_with_queue >= 0.98
    assert found.recall_automatic < found.recall_with_queue


def test_one_seed_makes_one_world_with_valid_numbers_and_namesakes() -> None:
    declarations, registrations, truth = generate(2000, 1)
    assert (declarations, registrations, truth) == generate(2000, 1)
    assert generate(2000, 2)[0] != declarations
    names = {truth[entry.id]: entry.name for entry in registrations}
    assert len(set(names.values())) < len(names)
