"""Pages of the line, by what people come for: enter, look up, decide, find gaps, take out."""
