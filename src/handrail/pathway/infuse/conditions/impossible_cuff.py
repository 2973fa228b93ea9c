"""Cuff readings that cannot be: said aloud, set aside, and measured again; one that hides a high pressure at once."""

from datetime import datetime

from handrail.pathway.infuse.conditions.changes import Change, Known, caught_up
from handrail.pathway.infuse.conditions.look import Look
from handrail.pathway.infuse.conditions.pressure import beyond_high, possible, taken, text
from handrail.pathway.session import Cuff
from handrail.protocol.rules import ImpossibleCuffWatch


def impossible_cuff_changes(look: Look, watch: ImpossibleCuffWatch, known: Known) -> list[Change]:
    """Where readings were impossible, and the first possible one after them."""
    found: list[Change] = []
    row: list[Cuff] = []
    level, since = 0, look.now
    for reading in taken(look.session, look.now):
        if possible(reading, look.protocol):
            if level:
                found.append(_over(reading, since))
            row, level = [], 0
            continue
        row.append(reading)
        since = row[0].at
        reached = _reached(look, watch, row)
        if reached > level:
            level = reached
            found.append(Change(reading.at, level, since, text(reading), None))
    return caught_up(known, found, look.now)


def _over(reading: Cuff, since: datetime) -> Change:
    return Change(reading.at, 0, since, text(reading), None)


def _reached(look: Look, watch: ImpossibleCuffWatch, row: list[Cuff]) -> int:
    hides = any(beyond_high(reading, look.protocol) for reading in row)
    return max(
        number
        for number, level in enumerate([None, *watch.levels])
        if level is None or len(row) >= level.readings or (level.or_beyond_high and hides)
    )
