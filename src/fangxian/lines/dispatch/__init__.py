"""Sending people down: quota, nomination, approval, assignment, in place, released; teams sent outside (M10)."""
