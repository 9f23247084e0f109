"""Entries are never lost: append-only versions on two axes of time, made idempotent by client ids (decision 2)."""
