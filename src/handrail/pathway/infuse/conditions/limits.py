"""Continuous values past a limit, and impossible ones."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from handrail.pathway.infuse.conditions.changes import Change, Condition, Known, written
from handrail.pathway.infuse.conditions.lasting import Manner, Step, lasting_changes
from handrail.pathway.infuse.conditions.look import Look, Track, stretches
from handrail.protocol.rules import ImpossibleWatch, LimitLevel, LimitWatch
from handrail.protocol.schema import ChannelRules


def limit_changes(look: Look, condition: Condition, watch: LimitWatch, known: Known) -> list[Change]:
    """Where a continuous value went past its limits, and back."""
    bound = look.track(condition.channel)
    track = bound.possible() if bound else None
    if track is None or not track.values or _nothing_new(watch.levels, track, known):
        return []
    upward = watch.levels[0].limit.upward
    manner: Manner[Decimal] = Manner(
        steps=[_step(level) for level in watch.levels],
        worse=max if upward else min,
        text=written,
    )
    return _followed(look, track, manner, known)


def _nothing_new(levels: Sequence[LimitLevel], track: Track, known: Known) -> bool:
    """Whether no value since what is known passes the next limit, or the clearing line: the quick answer, mostly so."""
    lines = [level.limit for level in levels[known.level : known.level + 1]]
    lines += [level.clear for level in levels[known.level - 1 : known.level]] if known.level else []
    furthest = [(line, track.extreme(upward=line.upward, after=known.at)) for line in lines]
    return not any(value is not None and line.passed(value) for line, value in furthest)


def _step(level: LimitLevel) -> Step[Decimal]:
    limit, clear = level.limit, level.clear
    return Step(
        past=limit.passed,
        broken=clear.passed if level.broken_by == "clear" else lambda value: not limit.passed(value),
        back=clear.passed,
        lasting=level.lasting,
        clear_lasting=level.clear_lasting,
        limit=lambda _: level.shown,
    )


def impossible_changes(look: Look, condition: Condition, watch: ImpossibleWatch, known: Known) -> list[Change]:
    """Where a channel gave values that no living patient or working device gives."""
    track = look.track(condition.channel)
    if track is None or not track.values or (not known.level and track.possible() is track):
        return []
    rules = track.rules
    steps: list[Step[Decimal]] = [
        Step(
            past=lambda value: not rules.possible(value),
            broken=rules.possible,
            back=rules.possible,
            lasting=level.lasting.over(track.interval),
            clear_lasting=level.clear_lasting,
            limit=lambda _: f"{written(rules.lowest)}-{written(rules.highest)}",
        )
        for level in watch.levels
    ]
    manner = Manner(steps, lambda one, other: max(one, other, key=lambda value: _outside(rules, value)), written)
    return _followed(look, track, manner, known)


def _outside(rules: ChannelRules, value: Decimal) -> Decimal:
    return max(rules.lowest - value, value - rules.highest)


def _followed(look: Look, track: Track, manner: Manner[Decimal], known: Known) -> list[Change]:
    """The changes of a track, read from as far back as anything unfinished may lie."""
    stands = look.stands(track)
    begin = _begin(track, known.at, manner.longest + stands)
    return lasting_changes(manner, stretches(track.times[begin:], track.values[begin:], stands), known, look.now)


def _begin(track: Track, known_at: datetime | None, reach: timedelta) -> int:
    return max(bisect_right(track.times, known_at - reach) - 1, 0) if known_at else 0
