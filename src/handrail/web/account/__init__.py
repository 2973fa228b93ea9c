"""Coming in and going out, and how a person wants to read."""
