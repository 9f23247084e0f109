"""Generator of the Jilin 2020 scenario: a province's chain of secretaries, and no number, since none is known (M1)."""
