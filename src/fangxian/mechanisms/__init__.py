"""Floor 2: entries, duties, figures, cases, papers and imports: what every line is made of."""
