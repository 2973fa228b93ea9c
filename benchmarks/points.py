"""How many points of curves a second, beside others who solve the same; and how it grows with people.

Others are installed for the run and thrown away after it, as `requirements-peers.lock` says. The largest crowds run in
processes of their own, so that their memory is theirs alone.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.independent import Body, Curves, Dose, of_body
from benchmarks.memory import peak_mb
from benchmarks.table import Row
from handrail import pharmacology
from handrail.pharmacology import Covariates, Infusion, Regimen, System

ROOT = Path(__file__).resolve().parents[1]
SEED = 20261120
SPREAD = 0.3
PEOPLE = 10_000
AT_MIN = [float(minute) for minute in range(241)]
USUAL = Regimen((Infusion(rate_mg_per_min=0.875, from_min=0, to_min=40),))
SAMPLE = 8  # people whose curves are held against the independent solution
RUNS = 40
MRGSOLVE_S = 0.93  # published for this task on two virtual AMD EPYC cores, at an error of 3e-8
LIMIT_PER_S = 300e6  # about what memory takes up from two cores: two floats a point
CROWDS = (25_000, 50_000, 100_000)
DAYS = (0, 2, 4, 7, 9, 11)  # Monday, Wednesday, Friday, twice
HOURS = 14 * 24
CROWD_RUNS = 5
PERSON = Covariates(age_years=40, sex="male", weight_kg=70)


def measure(*, people: int = PEOPLE, crowds: Sequence[int] = CROWDS, runs: int = RUNS, peers: bool = True) -> list[Row]:
    """The rows of the table."""
    values = _drawn(people)
    return [*_ours(values, people, runs), *(_theirs(values, people) if peers else ()), *_crowds(crowds)]


def _drawn(people: int) -> dict[str, np.ndarray]:
    """kamp_2020 with every parameter log-normal about its typical value."""
    chance = np.random.default_rng(SEED)
    typical = pharmacology.load("kamp_2020").values(PERSON)
    return {name: value * np.exp(SPREAD * chance.standard_normal(people)) for name, value in typical.items()}


def _ours(values: dict[str, np.ndarray], people: int, runs: int) -> Iterator[Row]:
    system = pharmacology.load("kamp_2020").system({**values})
    task = f"{people:,} people x {len(AT_MIN)} times, three compartments and effect site, 30% spread"
    one, cores = (_best(system, on_all_cores=on_all_cores, runs=runs) for on_all_cores in (False, True))
    worked = _best(system, runs=runs, clock=time.process_time)
    first = _best(system, runs=runs, clock=time.process_time, at_min=AT_MIN[:2])
    points = people * len(AT_MIN)
    yield Row("points: one core", one, "s", f"{task}; best of {runs}")
    yield Row("points: one core, processor time", worked, "s", "the same without what other work on the machine takes")
    yield Row(
        "points: one core, before the first point",
        first,
        "s",
        f"processor time for everybody's decays and steps: {first / worked:.0%} of all",
    )
    yield Row(f"points: {os.cpu_count()} cores", cores, "s", f"the same; goal {MRGSOLVE_S / 40:.3f}")
    yield Row("points: a second, one core", points / one / 1e6, "million", "a point is plasma and effect site")
    yield Row(
        f"points: a second, {os.cpu_count()} cores",
        points / cores / 1e6,
        "million",
        f"{points / cores / LIMIT_PER_S:.0%} of about {LIMIT_PER_S / 1e6:.0f}, the limit that memory sets",
    )
    yield Row("points: faster than mrgsolve", MRGSOLVE_S / cores, "times", "its published 0.93 s at 3e-8; goal 40")
    curves = _curves(system)
    sample = zip(curves.plasma_ng_per_ml.tolist(), curves.effect_site_ng_per_ml.tolist(), strict=True)
    error = _error(values, list(sample)[:SAMPLE])
    yield Row("points: largest relative error", error, "", f"{min(SAMPLE, people)} of the people, 70 digits; goal 1e-9")


def _curves(
    system: System, *, on_all_cores: bool = False, at_min: Sequence[float] = AT_MIN
) -> pharmacology.Concentrations:
    return pharmacology.concentrations(system=system, regimen=USUAL, at_min=at_min, on_all_cores=on_all_cores)


def _best(
    system: System,
    *,
    runs: int,
    on_all_cores: bool = False,
    clock: Callable[[], float] = time.perf_counter,
    at_min: Sequence[float] = AT_MIN,
) -> float:
    """The quickest of several runs after one to warm up: other work on the machine only ever adds."""
    work = partial(_curves, system, on_all_cores=on_all_cores, at_min=at_min)
    work()
    return min(_took(work, clock) for _ in range(runs))


def _took(work: Callable[[], object], clock: Callable[[], float]) -> float:
    start = clock()
    work()
    return clock() - start


def _error(values: dict[str, np.ndarray], curves: Sequence[Sequence[Sequence[float]]]) -> float:
    """The largest relative error of the first people's curves from the first minute on."""
    return max(
        abs(float((Decimal(value) - exact) / exact))
        for place, (plasma, site) in enumerate(curves)
        for ours, truth in zip((plasma, site), _truth(values, place), strict=True)
        for value, exact in list(zip(ours, truth, strict=True))[1:]
    )


def _truth(values: dict[str, np.ndarray], place: int) -> tuple[list[Decimal], list[Decimal]]:
    one = {name: Decimal(float(each[place])) for name, each in values.items()}
    to_and_fro = ((0, 1, one["fast_exchange"]), (1, 0, one["fast_exchange"]))
    body = Body(
        volumes=(one["central_volume"], one["fast_volume"], one["slow_volume"]),
        flows=((0, None, one["clearance"]), *to_and_fro, (0, 2, one["slow_exchange"]), (2, 0, one["slow_exchange"])),
        effect_site=one["effect_site_rate"],
    )
    curves: Curves = of_body(body, [Dose(Decimal("0.875"), Decimal(0), Decimal(40))], [Decimal(t) for t in AT_MIN])
    return curves.plasma, curves.effect_site


def _theirs(values: dict[str, np.ndarray], people: int) -> Iterator[Row]:
    with tempfile.TemporaryDirectory(prefix="handrail-peers-") as folder:
        python = _installed(Path(folder))
        if python is None:
            yield Row("points: peers", 0, "", "not installed: the package index was not reached")
            return
        task = Path(folder) / "people.json"
        task.write_text(json.dumps(_task(values)), "utf-8")
        done = subprocess.run(  # noqa: S603 - our own script
            [python, ROOT / "benchmarks" / "peers.py", task], capture_output=True, text=True, check=False
        )
        for line in done.stdout.splitlines():
            yield from _peer(json.loads(line), values, people)
        if done.returncode:
            yield Row("points: peers", 0, "", f"stopped: {done.stderr.strip().splitlines()[-1][:120]}")


def _task(values: dict[str, np.ndarray]) -> dict[str, object]:
    v1, v2, v3 = (values[name] for name in ("central_volume", "fast_volume", "slow_volume"))
    clearance, q2, q3 = (values[name] for name in ("clearance", "fast_exchange", "slow_exchange"))
    rates = (v1, clearance / v1, q2 / v1, q2 / v2, q3 / v1, q3 / v3, values["effect_site_rate"])
    return {
        "people": np.stack(rates, axis=1).tolist(),
        "rate_mg_per_min": 0.875,
        "until_min": 40.0,
        "at_min": AT_MIN,
        "sample": SAMPLE,
    }


def _peer(said: dict[str, object], values: dict[str, np.ndarray], people: int) -> Iterator[Row]:
    name = f"points: {said['name']}"
    if "missing" in said:
        yield Row(name, 0, "", str(said["missing"]))
        return
    taken, curves = said["taken"], said["curves"]
    assert isinstance(taken, int) and isinstance(curves, list)  # noqa: PT018 - both as benchmarks/peers.py writes them
    part = "" if taken == people else f", extrapolated from {taken:,} people"
    yield Row(name, float(str(said["seconds"])), "s", f"the same task at rtol 1e-9, in the same run{part}")
    yield Row(f"{name}, largest relative error", _error(values, curves), "", f"{len(curves)} of the people, 70 digits")


def _installed(folder: Path) -> Path | None:
    """The Python of an environment with the peers in it; None where they cannot be had."""
    python = folder / "env" / "bin" / "python"
    lock = ["--require-hashes", "-r", str(ROOT / "requirements-peers.lock")]
    uv = shutil.which("uv")
    if uv is not None:
        commands = [
            [uv, "venv", "--quiet", "--python", sys.executable, str(folder / "env")],
            [uv, "pip", "install", "--quiet", "--python", str(python), *lock],
        ]
    else:
        commands = [
            [sys.executable, "-m", "venv", str(folder / "env")],
            [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", *lock],
        ]
    for command in commands:
        if subprocess.run(command, capture_output=True, check=False).returncode:  # noqa: S603 - our own commands
            return None
    return python


def _crowds(sizes: Sequence[int]) -> Iterator[Row]:
    first = None
    for size in sizes:
        done = subprocess.run(  # noqa: S603 - this file
            [sys.executable, "-m", "benchmarks.points", str(size)], cwd=ROOT, capture_output=True, text=True, check=True
        )
        seconds, peak_mb = json.loads(done.stdout)
        first = first or seconds / size
        growth = f"{seconds / size / first:.2f} times the first row's time for a person; peak memory {peak_mb:,.0f} MB"
        task = "six infusions by weight, two weeks hourly, all cores"
        yield Row(f"points: {size:,} people, six infusions", seconds, "s", f"{task}; {growth}")


def crowd(people: int) -> tuple[float, float]:
    """Seconds and peak MB of a whole process for six infusions in two weeks, every hour."""
    values = _drawn(people)
    weights = np.random.default_rng(SEED).normal(75, 15, people).clip(45, 130)
    infusions = (Infusion(rate_mg_per_min=0.5 / 40, from_min=1440 * day, to_min=1440 * day + 40) for day in DAYS)
    regimen = Regimen(tuple(infusions))
    system = pharmacology.load("kamp_2020").system({**values})
    _curves(system.part(slice(0, 2)), on_all_cores=True)
    work = partial(
        pharmacology.concentrations,
        system=system,
        regimen=regimen,
        at_min=60.0 * np.arange(HOURS + 1),
        dose_factor=weights,
        on_all_cores=True,
    )
    seconds = min(_took(work, time.perf_counter) for _ in range(CROWD_RUNS))
    return seconds, peak_mb()


if __name__ == "__main__":
    print(json.dumps(crowd(int(sys.argv[1]))))
