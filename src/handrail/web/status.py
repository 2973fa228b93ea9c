"""What of this server works, as `/readyz` tells it. `handrail serve` names the parts it started."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

Probe = Callable[[], str | None]
"""Looks at one part: None when it works, otherwise a sentence about what does not."""

DEVICE_PORT = "device_port"
CLOCK_WORKER = "clock_worker"
EXPECTED = (DEVICE_PORT, CLOCK_WORKER)
"""Without these a server that answers is of no use at a chair."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part and what is wrong with it."""

    name: str
    problem: str | None

    @property
    def works(self) -> bool:
        """Whether it does what it is there for."""
        return self.problem is None


class Status:
    """The parts of this server, each with a probe that is asked every time."""

    def __init__(self) -> None:
        self._probes: dict[str, Probe] = {}
        self._died: dict[str, str] = {}

    def watch(self, part: str, probe: Probe) -> None:
        """From now on this part is asked about: `status.watch(DEVICE_PORT, lambda: None if port.listening else "...")`."""
        self._probes[part] = probe

    def forget(self, part: str) -> None:
        """The part was stopped."""
        self._probes.pop(part, None)

    @contextmanager
    def told(self, part: str, problem: str) -> Iterator[None]:
        """For as long as the block, this is wrong with the part, whatever its probe says."""
        self._died[part] = problem
        try:
            yield
        finally:
            self._died.pop(part, None)

    def parts(self) -> list[Part]:
        """Every part that is watched or expected, and what is wrong with it. Probes must answer at once."""
        names = sorted({*EXPECTED, *self._probes, *self._died})
        return [Part(name, self._problem(name)) for name in names]

    def _problem(self, name: str) -> str | None:
        if name in self._died:
            return self._died[name]
        probe = self._probes.get(name)
        if probe is None:
            return "has not started in this server"
        try:
            return probe()
        except Exception as error:  # noqa: BLE001 - a probe that fails is a part that fails, and is told as such
            return f"cannot be asked: {error}"


status = Status()
"""The one of this process."""
