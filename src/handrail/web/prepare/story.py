"""Who did what, and when, on the way to an infusion: read from the visit's log, nothing kept beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from handrail.clinic.models import Person
from handrail.pathway.events import (
    BagCheckDiffered,
    BagChecked,
    BagPrepared,
    DeviceBound,
    DeviceUnbound,
    Event,
    InfusionCompleted,
    InfusionOrdered,
    InfusionStarted,
    InfusionStopped,
    LinePrimed,
    OrderRefused,
    PatientLeft,
    PatientSeated,
    StartRefused,
    WatcherNamed,
)
from handrail.record import log

STEPS: tuple[type[Event], ...] = (
    InfusionOrdered,
    OrderRefused,
    PatientSeated,
    WatcherNamed,
    DeviceBound,
    DeviceUnbound,
    BagPrepared,
    BagChecked,
    BagCheckDiffered,
    LinePrimed,
    InfusionStarted,
    StartRefused,
    InfusionStopped,
    InfusionCompleted,
    PatientLeft,
)
KINDS = frozenset(step.kind() for step in STEPS)


@dataclass(frozen=True, slots=True)
class Done:
    """A thing that somebody did: the event, its number, who and when."""

    seq: int
    event: Event
    by: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Difference:
    """A second check that came to other figures than the bag's.

    `looked_again` says that the bag had been worked out again since an earlier difference, so that both have looked twice.
    """

    made: Done
    bag: BagPrepared
    checked: Done
    check: BagCheckDiffered
    looked_again: bool

    @property
    def drawn_differs(self) -> bool:
        """Whether the two drew different volumes."""
        return self.check.drawn != self.bag.drawn

    @property
    def rate_differs(self) -> bool:
        """Whether the two would set different rates."""
        return self.check.rate != self.bag.rate


@dataclass(slots=True)
class Story:
    """Everything done so far, in order, and the last of each kind."""

    done: list[Done] = field(default_factory=list)
    bound: dict[str, Done] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)
    """Since the order, and until two people agreed."""

    def last(self, *kinds: type[Event]) -> Done | None:
        """The last thing of these kinds."""
        return next((one for one in reversed(self.done) if isinstance(one.event, kinds)), None)

    def since(self, seq: int | None, *, by_others_than: str, kinds: Iterable[type[Event]] = STEPS) -> list[Done]:
        """What others did after that event."""
        wanted = tuple(kinds)
        if seq is None:
            return []
        return [
            one for one in self.done if one.seq > seq and one.by != by_others_than and isinstance(one.event, wanted)
        ]

    @property
    def difference(self) -> Difference | None:
        """The difference that stands, where the last check came to one."""
        return self.differences[-1] if self.differences else None

    @property
    def made_again(self) -> bool:
        """Whether the bag has been worked out again since the difference that stands."""
        made = self.last(BagPrepared)
        return self.difference is not None and made is not None and made.seq > self.difference.checked.seq


def of(session_id: str) -> Story:
    """The story of a visit so far."""
    recorded = [one for one in log.after(session_id, 0) if one.kind in KINDS]
    names = dict(Person.objects.filter(pk__in={one.actor for one in recorded}).values_list("pk", "name"))
    done = [
        Done(one.seq, one.fact.event, one.actor, names.get(one.actor, one.actor), one.occurred_at) for one in recorded
    ]
    return told(done)


def told(done: Sequence[Done]) -> Story:
    """The story of these things in their order."""
    story = Story()
    for one in done:
        _add(story, one)
        story.done.append(one)
    return story


def _add(story: Story, one: Done) -> None:
    match one.event:
        case DeviceBound(device=device):
            story.bound[device] = one
        case DeviceUnbound(device=device):
            story.bound.pop(device, None)
        case InfusionOrdered() | BagChecked():
            story.differences.clear()
        case BagCheckDiffered() as check:
            _add_difference(story, one, check)
        case _:
            pass


def _add_difference(story: Story, one: Done, check: BagCheckDiffered) -> None:
    made = story.last(BagPrepared)
    if made is None or not isinstance(made.event, BagPrepared):
        return
    story.differences.append(Difference(made, made.event, one, check, looked_again=story.made_again))
