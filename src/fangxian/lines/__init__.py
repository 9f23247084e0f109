"""Floor 3: the lines; a line never imports another line."""
