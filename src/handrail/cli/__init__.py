"""The command `handrail`: one file a group of commands."""
