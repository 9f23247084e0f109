"""Papers: official documents made of figures and entries (M24, GB/T 9704-2012)."""
