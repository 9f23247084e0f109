"""Nodes above and below: a county's aggregates go up to its city, the city's to its province, signed and receipted."""
