"""Generator of the Henan 2020 scenario: a province's medical teams and cancelled leave, as numbers (M1, M4, M10)."""
