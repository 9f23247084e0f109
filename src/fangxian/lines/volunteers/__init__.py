"""Volunteers: sign up without an account, are vetted, assigned, thanked, and take a certificate home (M4)."""
