"""``python -m fangxian.cli`` is the console script."""

from fangxian.cli.main import run

run()
