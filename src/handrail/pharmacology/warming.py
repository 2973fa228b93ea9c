"""Making a process ready that forecasts."""

from handrail.pharmacology import outlook, star


def warm() -> None:
    """Compile whatever is compiled, or read what was compiled before, so that nobody waits for it later."""
    star.warm()
    outlook.warm()
