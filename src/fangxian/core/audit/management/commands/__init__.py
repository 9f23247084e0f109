"""Commands that know of the audit trail's own database."""
