"""Who leads and who serves where: groups and teams, their members, on-call turns, and the chain of charges."""
