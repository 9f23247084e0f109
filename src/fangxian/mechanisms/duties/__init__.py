"""What is owed by whom and by when: computed by each line, most overdue first (decision 4)."""
