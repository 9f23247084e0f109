"""The case inbox: what a line hands to another, kept, counted and shown until it is taken over (decision 5)."""
