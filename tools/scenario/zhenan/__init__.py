"""Generator of the Zhen'an 2020 scenario: a county's zones, teams, checkpoints and check-ins (M1, M2, M4, M10, M11)."""
