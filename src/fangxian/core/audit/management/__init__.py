"""Management of the audit trail's database."""
