"""What the code says of itself, as Markdown: one module a kind of thing."""

from collections.abc import Callable

from handrail_reference import addresses, alarms, commands, events, hazards, protocol, scales, settings

PAGES: dict[str, Callable[[], str]] = {
    "addresses": addresses.page,
    "alarms": alarms.page,
    "commands": commands.page,
    "events": events.page,
    "hazards": hazards.page,
    "protocol": protocol.page,
    "scales": scales.page,
    "settings": settings.page,
}
"""Every page that is generated, by the name that a marker uses."""
