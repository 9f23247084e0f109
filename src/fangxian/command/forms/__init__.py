"""The pages on which the command makes its forms: what is asked, of whom, at what cost, and who approved it (M8)."""
