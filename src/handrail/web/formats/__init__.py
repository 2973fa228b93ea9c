"""How numbers and times are written, a folder a language."""
