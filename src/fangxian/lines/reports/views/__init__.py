"""Pages about daily and zero reports."""
