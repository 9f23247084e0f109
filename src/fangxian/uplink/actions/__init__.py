"""Every write about nodes: those below, the one above, and the keys between them."""
