"""Whether this server lives and is ready, and its figures: for machines, about no person."""

import asyncio
from concurrent.futures import Future, ThreadPoolExecutor

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from handrail.web.doors import front_door
from handrail.web.status import Part, status

DEADLINE_S = 2.0
"""A database that has not answered by then does not answer, as far as whoever asks is concerned."""

_migrations_seen: set[str] = set()
"""Databases on which everything was found applied: that does not come undone while a server runs."""


@front_door
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: the process answers."""
    return JsonResponse({"alive": True})


@front_door
@require_safe
@never_cache
async def readyz(request: HttpRequest) -> HttpResponse:
    """Ready: 200 when every part works, 503 with what does not, within two seconds whatever hangs."""
    parts = [*await _database_in_time(), *status.parts()]
    ready = all(part.works for part in parts)
    said = {part.name: {"works": part.works, "problem": part.problem} for part in parts}
    return JsonResponse({"ready": ready, "parts": said}, status=200 if ready else 503)


@front_door
@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures in Prometheus' text format."""
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)


_asking = ThreadPoolExecutor(1, thread_name_prefix="readyz")
_asked: list[Future[list[Part]]] = []
"""The question that is on its way: whoever asks meanwhile waits for the same answer, so that no threads pile up."""


async def _database_in_time() -> list[Part]:
    if not _asked or _asked[0].done():
        _asked[:] = [_asking.submit(_database)]
    try:
        async with asyncio.timeout(DEADLINE_S):
            return await asyncio.shield(asyncio.wrap_future(_asked[0]))
    except TimeoutError:
        return [Part("database", f"has not answered for {DEADLINE_S:g} s"), Part("migrations", "cannot be looked up")]


def _database() -> list[Part]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return [Part("database", None), Part("migrations", _migrations_missing())]
    except DatabaseError as error:
        return [Part("database", f"does not answer: {error}"), Part("migrations", "cannot be looked up")]
    finally:
        connection.close()


def _migrations_missing() -> str | None:
    name = str(connection.settings_dict["NAME"])
    if name in _migrations_seen:
        return None
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        return f"{len(missing)} not applied: run `handrail migrate`"
    _migrations_seen.add(name)
    return None
