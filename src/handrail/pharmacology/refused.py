"""The one family of refusals of this package."""


class Refused(ValueError):
    """A question that cannot be answered as it was put; the text says what to mend."""
