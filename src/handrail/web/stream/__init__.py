"""The live stream: one hub reads the log for everybody who looks."""

from handrail.web.stream.hub import Hub, HubIsAway, here
from handrail.web.stream.position import Position

__all__ = ["Hub", "HubIsAway", "Position", "here"]
