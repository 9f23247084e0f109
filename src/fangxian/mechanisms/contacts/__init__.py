"""Who asked a person what, and when: kept across lines, so that nobody is asked ten times (M5)."""
