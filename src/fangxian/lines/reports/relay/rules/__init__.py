"""Reading a relay without Django: text in, units with values by field out, and what was not understood (M8)."""
