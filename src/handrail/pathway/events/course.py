"""What is recorded of a patient's whole treatment, across visits."""

from dataclasses import dataclass

from handrail.pathway.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseLearned(Event):
    """What a session taught of how this patient responds: the next session's forecast begins there.

    `mean` and `spread` by property, in standard deviations of the crowd; `data` is the digest of the models' and
    effects' files that gave them their meaning: under other files they are not used.
    """

    session: str
    data: str
    mean: dict[str, str]
    spread: dict[str, str]
    readings: int
