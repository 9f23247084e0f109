"""Pages about messages: one's own, channels, rules of reminders, the log."""
