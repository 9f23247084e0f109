"""How many blanks of the collection are proposed rightly without help; a wrong proposal is worse than none (M8)."""

from collections import Counter

import pytest

from fangxian.mechanisms.filling.tests.collection import EXPECTED, FRESH, TUNED, proposed, said, understood

pytestmark = pytest.mark.django_db
LEAST_RIGHT, LEAST_RIGHT_FRESH = 0.95, 0.90


def score(names: list[str]) -> Counter[str]:
    """Count the blanks proposed rightly, wrongly and not at all, against what their labels say."""
    counts: Counter[str] = Counter()
    for name in names:
        found = proposed(name)
        for sheet, cells in EXPECTED[name].items():
            assert {cell for own, cell in found if own == sheet} == set(cells), (name, sheet)
            for cell, expected in cells.items():
                choice = said(found[sheet, cell])
                right = choice in expected.split("|")
                counts["right" if right else "wrong" if choice else "missed"] += 1
    return counts


def test_nearly_everything_is_proposed_rightly_and_nothing_wrongly() -> None:
    counts = score(TUNED)
    print(counts)
    assert len(TUNED) == 12
    assert counts.total() == 147
    assert counts["wrong"] == 0
    assert counts["right"] / counts.total() >= LEAST_RIGHT


def test_wording_that_nobody_tuned_on_is_mostly_understood_and_never_wrongly() -> None:
    counts = score(FRESH)
    print(counts)
    assert counts["wrong"] == 0
    assert counts["right"] / counts.total() >= LEAST_RIGHT_FRESH


@pytest.mark.parametrize("name", EXPECTED)
def test_no_formula_and_no_label_is_taken_for_a_blank(name: str) -> None:
    form, _choices = understood(name)
    for number, raw in enumerate(form.file.sheets):
        for key, asked in form.asked.items():
            if key.startswith(f"{number}|"):
                blank = {"text"} if asked.kind == "inline" else {"blank"}
                assert {raw.at(slot.row, slot.column).content for slot in asked.slots} <= blank


def test_what_we_do_not_have_stays_unmapped() -> None:
    found = proposed("01-nineteen-columns.xlsx")
    for cell in ("N6", "P6", "Q6", "R6", "S6"):
        assert not found["返程人员统计表", cell].fills
