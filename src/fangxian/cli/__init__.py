"""The console script ``fangxian``: what an operator, a drill or another program does without a browser."""
