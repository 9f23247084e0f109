"""The ledgers as Parquet, and the same figures computed there by DuckDB or Spark (issue 4, decision 19).

``ledgers`` says what leaves the database, ``exporting`` writes it, ``layout`` and ``manifest`` say where it lies,
``conditions`` turns a declaration's condition into one of an engine, ``sources`` answer from the lake as the
tables of the database do.
"""
