"""The deeds: a function for each thing that a person or a device does. Each makes one entry in the log, once."""
