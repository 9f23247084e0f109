"""The auditor's viewer: who wrote, read, exported and decided what; reading it is itself recorded on export."""
