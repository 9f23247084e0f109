"""Chat in: a relay (接龙) of a group becomes reports, after somebody has looked at what was understood (M8)."""
