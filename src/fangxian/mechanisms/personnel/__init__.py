"""Whom and what the lines work with: persons who serve, posts that need people, and who is posted where."""
