"""A patient's own quiet page."""
