"""Passenger lists pushed from stations, airports and ports: the third source of arrivals (M5)."""
