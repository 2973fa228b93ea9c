"""How long others take for the same curves, and what they come to, in an environment of its own.

    python benchmarks/peers.py PEOPLE.json

PEOPLE.json has `people` (a row each: volume, k10, k12, k21, k13, k31, ke0), `rate_mg_per_min`, `until_min`, `at_min`
and `sample` (how many of the people's curves to hand back). A line of JSON comes out for each peer that is installed.
"""

import importlib
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

TOLERANCE = 1e-9
FOR_SCIPY = 60  # people; it takes them one after the other
FOR_DIFFRAX = 1000
Task = dict[str, Any]


def scipy(task: Task) -> dict[str, object]:
    """LSODA, stopped where the infusion ends."""
    integrate = importlib.import_module("scipy.integrate")
    at_min = np.array(task["at_min"])
    until = task["until_min"]

    def curve(person: list[float]) -> tuple[np.ndarray, np.ndarray]:
        volume, k10, k12, k21, k13, k31, ke0 = person

        def change(_: float, y: np.ndarray, rate: float) -> list[float]:
            a, b, c, e = y
            return [
                rate / volume - (k10 + k12 + k13) * a + k21 * b + k31 * c,
                k12 * a - k21 * b,
                k13 * a - k31 * c,
                ke0 * (a - e),
            ]

        ask = {"method": "LSODA", "rtol": TOLERANCE, "atol": 1e-12}
        first, then = at_min[at_min <= until], at_min[at_min > until]
        during = integrate.solve_ivp(
            change, (0, until), [0.0] * 4, args=(task["rate_mg_per_min"],), t_eval=first, **ask
        )
        after = integrate.solve_ivp(change, (until, at_min[-1]), during.y[:, -1], args=(0.0,), t_eval=then, **ask)
        both = np.hstack([during.y, after.y]) * 1000
        return both[0], both[3]

    people = task["people"][:FOR_SCIPY]
    start = time.perf_counter()
    curves = [curve(person) for person in people]
    seconds = time.perf_counter() - start
    return _told("SciPy LSODA", seconds, len(people), task, curves)


def diffrax(task: Task) -> dict[str, object]:
    """Tsit5, compiled for all people at once, stopped where the infusion ends."""
    jax, dx = importlib.import_module("jax"), importlib.import_module("diffrax")
    jax.config.update("jax_enable_x64", True)  # noqa: FBT003 - so it is called
    jnp = jax.numpy
    at_min = np.array(task["at_min"])
    until = task["until_min"]
    first, then = jnp.array(at_min[at_min <= until]), jnp.array(at_min[at_min > until])

    def change(_: object, y: Any, given: Any) -> Any:
        (volume, k10, k12, k21, k13, k31, ke0), rate = given
        a, b, c, e = y
        return jnp.stack(
            [
                rate / volume - (k10 + k12 + k13) * a + k21 * b + k31 * c,
                k12 * a - k21 * b,
                k13 * a - k31 * c,
                ke0 * (a - e),
            ]
        )

    def part(person: Any, rate: float, start: Any, since: float, to: float, at: Any) -> Any:
        return dx.diffeqsolve(
            dx.ODETerm(change),
            dx.Tsit5(),
            since,
            to,
            0.01,
            start,
            args=(person, rate),
            saveat=dx.SaveAt(ts=at, t1=True),
            stepsize_controller=dx.PIDController(rtol=TOLERANCE, atol=1e-12),
            max_steps=100_000,
        ).ys

    def curve(person: Any) -> Any:
        during = part(person, task["rate_mg_per_min"], jnp.zeros(4), 0.0, until, first)
        after = part(person, 0.0, during[-1], until, float(at_min[-1]), then)
        return jnp.concatenate([during[:-1], after[:-1]]) * 1000

    people = jnp.array(task["people"][:FOR_DIFFRAX])
    solve = jax.jit(jax.vmap(curve))
    solve(people).block_until_ready()  # compiling is not counted
    start = time.perf_counter()
    found = np.asarray(solve(people).block_until_ready())
    seconds = time.perf_counter() - start
    return _told("diffrax Tsit5", seconds, len(people), task, [(one[:, 0], one[:, 3]) for one in found])


def _told(
    name: str, seconds: float, taken: int, task: Task, curves: list[tuple[np.ndarray, np.ndarray]]
) -> dict[str, object]:
    everybody = len(task["people"])
    return {
        "name": name,
        "seconds": seconds * everybody / taken,
        "taken": taken,
        "curves": [[plasma.tolist(), site.tolist()] for plasma, site in curves[: task["sample"]]],
    }


PEERS: dict[str, Callable[[Task], dict[str, object]]] = {"scipy": scipy, "diffrax": diffrax}


def told(task: Task) -> Iterator[dict[str, object]]:
    """What each says, or why it says nothing."""
    for name, peer in PEERS.items():
        try:
            importlib.import_module(name)
        except ImportError:
            yield {"name": name, "missing": "not installed"}
            continue
        yield peer(task)


if __name__ == "__main__":
    for each in told(json.loads(Path(sys.argv[1]).read_text("utf-8"))):
        print(json.dumps(each), flush=True)
