"""Floor 4: one picture — home, figures, bulletins' pages, administration; it owns no data (M25)."""
