"""What does not speak: bound channels without a value, the cuff that did not come, a drip without a monitor."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from operator import sub

from handrail.pathway.infuse.conditions.changes import Change, Condition, Known, caught_up, written
from handrail.pathway.infuse.conditions.look import Look, Track, interval_of
from handrail.pathway.infuse.conditions.pressure import counted, text
from handrail.pathway.session import Phase
from handrail.protocol.rules import CuffOverdueWatch, NotMonitoredWatch, SilenceWatch

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
ON_THE_DRIP = frozenset({Phase.INFUSING, Phase.PAUSED})


def silence_changes(look: Look, condition: Condition, watch: SilenceWatch, known: Known) -> list[Change]:
    """Where a bound channel gave no value for too long. It began when the next value was due, one interval after the last."""
    track = look.track(condition.channel)
    if track is None:
        return []
    limits = [level.after.over(track.interval) for level in watch.levels]
    times = _heard(look, track, known)
    if not known.level and _never_longer(times, look.now, limits[0]):
        return []
    found: list[Change] = []
    for last, following in pairwise([*times, None]):
        if last is not None:
            found += _silence(look, track, last, following, limits)
    return caught_up(known, found, look.now)


def _heard(look: Look, track: Track, known: Known) -> list[datetime]:
    """When the channel was last known to speak, and every time it spoke since."""
    times = track.times
    if known.level and known.since:
        began = known.since - track.interval
        return [began, *times[bisect_right(times, began) :]]
    if not times or track.bound_at >= look.covered_from:
        return [track.bound_at, *times]
    return times


def _never_longer(times: Sequence[datetime], now: datetime, limit: timedelta) -> bool:
    longest = max(map(sub, times[1:], times), default=timedelta())
    return max(longest, now - times[-1]) < limit


def _silence(
    look: Look, track: Track, last: datetime, following: datetime | None, limits: Sequence[timedelta]
) -> list[Change]:
    """One silence, from the last value to the following one."""
    found: list[Change] = []
    for level, limit in enumerate(limits, 1):
        for start, end in _watched(look, last, following or look.now):
            if start + limit < end or (start + limit == end and end != following):
                since = found[0].since if found else start + track.interval
                found.append(Change(start + limit, level, since, in_words(limit), in_words(limit)))
                break
    if found and following:
        value = written(track.values[track.times.index(following)])
        found.append(Change(following, 0, found[0].since, value, None))
    return found


def _watched(look: Look, last: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """When somebody listened between two moments: while nobody watched, nobody could be heard."""
    for blind in look.session.blind:
        if last < blind.to_at <= until:
            yield last, blind.from_at
            last = blind.to_at
    yield last, until


def in_words(length: timedelta) -> str:
    """A length of time as it is shown: 150 s, 20 min."""
    if length >= 5 * MINUTE and not length % MINUTE:
        return f"{length // MINUTE} min"
    return f"{length // SECOND} s"


def cuff_overdue_changes(look: Look, watch: CuffOverdueWatch, known: Known) -> list[Change]:
    """Where a cuff reading did not come. It began when the reading was due, one cycle after the last."""
    cycle = cuff_cycle(look)
    begins = _begins(look)
    if cycle is None or begins is None:
        return caught_up(known, [], look.now)
    readings = counted(look.session, look.protocol, look.now)
    moments = [begins, *(reading.at for reading in readings if reading.at > begins)]
    shown = {reading.at: text(reading) for reading in readings}
    found: list[Change] = []
    for last, following in pairwise([*moments, None]):
        if last is not None:
            found += _overdue(look, watch, last, following, cycle, shown)
    return caught_up(known, found, look.now)


def _begins(look: Look) -> datetime | None:
    """From when on cuff readings are expected: a cuff is bound, or the drip runs."""
    binding = look.session.binding("nibp_sys")
    return min((moment for moment in (binding and binding.bound_at, look.session.started_at) if moment), default=None)


def cuff_cycle(look: Look) -> timedelta | None:
    """How often a reading is due: by the binding, else by the protocol; None where none is expected."""
    binding = look.session.binding("nibp_sys")
    if binding:
        return interval_of(binding, look.protocol.monitoring.channels["nibp_sys"])
    return look.protocol.monitoring.schedule.cycle if look.session.started_at else None


def _overdue(
    look: Look,
    watch: CuffOverdueWatch,
    last: datetime,
    following: datetime | None,
    cycle: timedelta,
    shown: dict[datetime, str],
) -> list[Change]:
    found = []
    for level, step in enumerate(watch.levels, 1):
        expected = _cycle_after(look, last, step.after.over(cycle), cycle)
        if expected is None:
            continue
        limit = step.after.over(expected)
        if last + limit <= look.now and (following is None or last + limit < following):
            found.append(Change(last + limit, level, last + expected, in_words(limit), in_words(limit)))
    if found and following:
        found.append(Change(following, 0, found[0].since, shown[following], None))
    return found


def _cycle_after(look: Look, last: datetime, limit: timedelta, cycle: timedelta) -> timedelta | None:
    """The cycle that holds after a reading: longer once the drip has ended, none after the last that is expected."""
    ended = look.session.ended_at
    after_end = look.protocol.monitoring.schedule.after_end
    if ended is None or last + limit < ended:
        return cycle
    if last >= ended + after_end[-1]:
        return None
    apart = [later - earlier for earlier, later in pairwise([timedelta(), *after_end])]
    return max(cycle, *apart)


def not_monitored_changes(look: Look, condition: Condition, watch: NotMonitoredWatch, known: Known) -> list[Change]:
    """Whether the drip is on and nothing is bound that brings this channel. Nobody recorded since when: it is told from now on."""
    session = look.session
    missing = session.phase in ON_THE_DRIP and session.binding(condition.channel) is None
    if missing is bool(known.level):
        return []
    since = known.since or look.now
    return [Change(look.now, len(watch.levels) if missing else 0, since, "", None)]
