"""Generator of the blank forms that imagined superiors sent down: the test of filling (M8)."""
