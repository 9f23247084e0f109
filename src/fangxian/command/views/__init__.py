"""The command's own pages: what I owe, the figures, and what each figure means."""
