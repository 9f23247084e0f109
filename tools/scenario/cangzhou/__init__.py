"""Generator of the Cangzhou 2020 scenario: paired units, temporary organisations, first secretaries (M4, M9, M11)."""
