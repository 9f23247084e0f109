"""Reconciliation of two-sided reports about one person's arrival, as pure functions (M5).

`normalise`, `id_numbers` and `addresses` bring what people type to one form; `tokens` turns it into
pre-images that the caller seals with a key; `compare` judges two reports by equality of seals alone;
`cluster` joins reports into persons under human decisions; `standing` says how each report stands.
Nothing here reads a database or a clock.
"""
