"""Who wrote, read, exported and decided what: a database of its own, append-only, without personal data."""
