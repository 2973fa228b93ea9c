"""What a session has measured and heard that can teach the twins; what was set aside or is of no use is left out."""

from collections.abc import Iterator
from itertools import groupby
from statistics import median_low

from handrail.pathway.infuse.forecast.course import Course
from handrail.pathway.infuse.forecast.cuffs import counting_cuffs
from handrail.pathway.session import HeartRate
from handrail.pharmacology.readings import Reading

MINUTES_TOGETHER = 5  # of heart rate: one reading from each such stretch, since neighbouring minutes tell the same


def readings_of(course: Course) -> tuple[Reading, ...]:
    """Every cuff that was not set aside, every rating, and the heart rate, in minutes from the start of the drip."""
    return tuple(sorted(_readings(course), key=lambda reading: (reading.at_min, reading.kind)))


def _readings(course: Course) -> Iterator[Reading]:
    for cuff in counting_cuffs(course.session):
        at_min = course.minute(cuff.at)
        yield Reading(kind="systolic", at_min=at_min, value=float(cuff.systolic.value))
        yield Reading(kind="diastolic", at_min=at_min, value=float(cuff.diastolic.value))
    for rating in course.session.ratings:
        yield Reading(kind=rating.scale, at_min=course.minute(rating.at), value=float(rating.value))
    yield from _heart_rates(course)


def _heart_rates(course: Course) -> Iterator[Reading]:
    """The middle of each five minutes that are over."""
    timed = sorted(
        ((course.minute(one.at), one) for one in course.session.heart_rates if one.at <= course.now),
        key=lambda pair: pair[0],
    )
    current = course.minute(course.now) // MINUTES_TOGETHER
    for stretch, group in groupby(timed, key=lambda pair: pair[0] // MINUTES_TOGETHER):
        if stretch < current:
            minutes: list[tuple[float, HeartRate]] = list(group)
            middle = median_low(one.per_min for _, one in minutes)
            yield Reading(kind="heart_rate", at_min=minutes[-1][0], value=float(middle))
