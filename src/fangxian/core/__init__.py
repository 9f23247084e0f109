"""Floor 0: versions, scope, clock, ids, audit and cryptography; no domain noun."""
