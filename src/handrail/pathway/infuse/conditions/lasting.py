"""Delay and hysteresis: a level begins when something has been so for long enough, and ends when it was over for long enough.

Every level keeps two beginnings: of the stretch in which it was past its line, and of the stretch in which it was back
past its clearing line. From these the moments follow exactly; nothing counts down, so it is the same whoever looks when.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from handrail.pathway.infuse.conditions.changes import Change, Known
from handrail.pathway.infuse.conditions.look import Stretch

M = TypeVar("M")


@dataclass(frozen=True, slots=True)
class Step(Generic[M]):
    """A level: what is past it, what breaks the waiting for it, what is back, and for how long each."""

    past: Callable[[M], bool]
    broken: Callable[[M], bool]
    back: Callable[[M], bool]
    lasting: timedelta
    clear_lasting: timedelta
    limit: Callable[[M], str | None]


@dataclass(frozen=True, slots=True)
class Manner(Generic[M]):
    """The levels of a condition, which of two values is worse, and how a value is written."""

    steps: Sequence[Step[M]]
    worse: Callable[[M, M], M]
    text: Callable[[M], str]

    @property
    def longest(self) -> timedelta:
        """The longest that anything has to last here: so far back a beginning may lie."""
        return max(max(step.lasting, step.clear_lasting) for step in self.steps)


@dataclass(slots=True)
class _Run(Generic[M]):
    """How long one level has been past its line, how bad it was meanwhile, and how long it has been back."""

    since: datetime | None = None
    worst: M | None = None
    back_since: datetime | None = None


@dataclass(slots=True)
class _Machine(Generic[M]):
    manner: Manner[M]
    level: int
    from_at: datetime | None
    since: datetime | None
    now: datetime
    runs: list[_Run[M]] = field(default_factory=list)
    end: datetime | None = None
    found: list[Change] = field(default_factory=list)

    def take(self, stretch: Stretch[M]) -> None:
        """Go through one stretch: what begins or breaks at its start, what becomes due within it."""
        if self.end is None or stretch.start > self.end:
            self.runs = [_Run() for _ in self.manner.steps]
        self.end = stretch.end
        for step, run in zip(self.manner.steps, self.runs, strict=True):
            self._follow(step, run, stretch)
        if self.from_at is None or stretch.end > self.from_at:
            while (change := self._next(stretch)) is not None:
                self.level, self.since = change.level, change.since
                self.found.append(change)

    def _follow(self, step: Step[M], run: _Run[M], stretch: Stretch[M]) -> None:
        what = stretch.what
        if run.since is not None and step.broken(what):
            run.since = run.worst = None
        if run.worst is not None:
            run.worst = self.manner.worse(run.worst, what)
        elif step.past(what):
            run.since, run.worst = stretch.start, what
        if not step.back(what):
            run.back_since = None
        elif run.back_since is None:
            run.back_since = stretch.start

    def _next(self, stretch: Stretch[M]) -> Change | None:
        """The first change that becomes due in this stretch; of several at once the highest."""
        earliest = max(stretch.start, self.from_at) if self.from_at else stretch.start
        first: tuple[datetime, int] | None = None
        for number in range(len(self.runs), self.level, -1):
            since = self.runs[number - 1].since
            if since is not None:
                at = max(since + self.manner.steps[number - 1].lasting, earliest)
                first = (at, number) if first is None or at < first[0] else first
        over = self._over(self.level) if self.level else None
        if over is not None and (first is None or max(over, earliest) < first[0]):
            first = (max(over, earliest), 0)
        if first is None or first[0] >= stretch.end or first[0] > self.now:
            return None
        at, number = first
        return self._rise(at, number) if number else self._fall(at, stretch.what)

    def _rise(self, at: datetime, number: int) -> Change:
        step, run = self.manner.steps[number - 1], self.runs[number - 1]
        assert run.since is not None  # it is what became due
        assert run.worst is not None
        return Change(at, number, run.since, self.manner.text(run.worst), step.limit(run.worst))

    def _fall(self, at: datetime, what: M) -> Change:
        """Down to the highest lower level that is not over as well."""
        lower = next((number for number in range(self.level - 1, 0, -1) if not self._is_over(number, at)), 0)
        limit = self.manner.steps[(lower or self.level) - 1].limit(what)
        return Change(at, lower, self.since or at, self.manner.text(what), limit)

    def _over(self, number: int) -> datetime | None:
        back_since = self.runs[number - 1].back_since
        return None if back_since is None else back_since + self.manner.steps[number - 1].clear_lasting

    def _is_over(self, number: int, at: datetime) -> bool:
        over = self._over(number)
        return over is not None and over <= at


def lasting_changes(manner: Manner[M], stretches: Iterable[Stretch[M]], known: Known, now: datetime) -> list[Change]:
    """Every change up to now, from what is known on.

    The stretches follow one another and reach back at least `manner.longest` before what is known; where one does not
    join the one before, there was nothing to look at in between, and every waiting begins anew.
    """
    machine = _Machine(manner, known.level, known.at, known.since, now)
    for stretch in stretches:
        machine.take(stretch)
    return machine.found
