"""The contact log: who was called or visited about what, so that one person is not asked ten times (M5)."""
