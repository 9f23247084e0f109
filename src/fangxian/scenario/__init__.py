"""Scenarios: real input files replayed in time order, through the import and actions that users use."""
