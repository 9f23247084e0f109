"""Who leads and who serves where: command, groups, teams, posts of the party, on-call turns, and the chain of charges."""
