"""Accounts, their dated roles and scopes, sign-in and invitations."""
