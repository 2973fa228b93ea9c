"""The word for no forecast. What the protocol says of forecasting is in `handrail.protocol`."""


class NoForecast(ValueError):
    """Why no forecast can be given; the text is a code that the screen puts into words."""
