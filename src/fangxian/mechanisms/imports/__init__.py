"""Reading and writing the workbooks that units send: header, mapping, values, problems (M5, M8)."""
