"""The organisations (条): bodies and their dated positions in several lines (M3)."""
