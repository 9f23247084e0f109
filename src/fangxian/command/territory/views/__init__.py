"""Views: places, bodies, responses."""
