"""The forecasts: written down while an infusion runs, and what each session taught, once it is over.

Beside the watch and never in its way: a thread of its own, and whatever goes wrong here is told and left, because no
alarm and no seal waits for a forecast.
"""

import asyncio
import logging
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import close_old_connections
from django.db.models import Q

from handrail.care import forecast
from handrail.care.clock import Clock
from handrail.clinic.models import Visit

ROUND_EVERY_S = 2.0  # of real time
TAUGHT_WITHIN = timedelta(days=1)
"""A visit that is over is asked what it taught for so long, should the server have stood still when it ended."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Forecasts:
    """One process's round over all sessions."""

    clock: Clock
    threads: Executor
    _ending: asyncio.Event = field(default_factory=asyncio.Event)
    _taught: set[str] = field(default_factory=set)

    def end(self) -> None:
        """No further round. To be called on the loop."""
        self._ending.set()

    async def run(self) -> None:
        """Round after round, until `end` or until cancelled."""
        loop = asyncio.get_running_loop()
        while not self._ending.is_set():
            try:
                await loop.run_in_executor(self.threads, self._round, self.clock.now())
            except Exception:
                log.exception("A round of the forecasts broke off; the next one tries again.")
            try:
                async with asyncio.timeout(ROUND_EVERY_S):
                    await self._ending.wait()
            except TimeoutError:
                continue

    def _round(self, now: datetime) -> None:
        """Every visit at a chair, and what is lately over. A round that fails is told, and the next one tries again."""
        try:
            close_old_connections()
            seated, over = Q(closed_at__isnull=True, chair__isnull=False), Q(closed_at__gte=now - TAUGHT_WITHIN)
            for visit in Visit.objects.select_related("patient").filter(seated | over):
                if self._ending.is_set():
                    return
                if visit.pk not in self._taught:
                    self._one(visit, now)
        except Exception:
            log.exception("No forecast was written down in this round; the next round tries again.")

    def _one(self, visit: Visit, now: datetime) -> None:
        try:
            if visit.closed_at is None:
                forecast.write_down(visit, now)
            else:
                forecast.teach(visit, now)
                self._taught.add(visit.pk)
        except Exception:
            log.exception("No forecast was written down for %s; the next round tries again.", visit.pk)
