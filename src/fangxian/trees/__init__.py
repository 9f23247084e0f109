"""Floor 1: the two trees, places and bodies, and the people and responses that stand in them."""
