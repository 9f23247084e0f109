"""Spark and Java are large: these tests run where PySpark is installed, which is what ``make test-spark`` sees to."""

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("pyspark") else ["test_*.py"]
