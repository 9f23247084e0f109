"""Other systems told of what was entered: thin signed calls that name an entry and never its content."""
