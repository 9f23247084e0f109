"""Pages of the bulletins: reading and verifying, drafting and issuing, instructions and their answers (M24)."""
