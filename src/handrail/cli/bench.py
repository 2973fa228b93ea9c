"""`handrail bench`: measure this machine and print the table."""

import os
import platform
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path

import click

import handrail

ROOT = Path(handrail.__file__).resolve().parents[2]
PARTS = ("simulate", "points", "forecast", "protocol", "record", "stream")


@click.command(epilog="Example: handrail bench simulate record")
@click.argument("parts", nargs=-1, metavar="[PART]...")
def bench(parts: Sequence[str]) -> None:
    """Measure, and print a row for each figure, with the machine it was measured on.

    PART is one of simulate, points, forecast, protocol, record, stream; all without it.
    """
    if not (ROOT / "benchmarks").is_dir():
        raise click.ClickException("The benchmarks are in the source tree. Run this from a clone: make bench")
    for part in parts:
        if part not in PARTS:
            raise click.BadParameter(f"{part!r} is not measured here. Choose among {', '.join(PARTS)}.")
    sys.path.insert(0, str(ROOT))
    click.echo(f"Measured on {machine()}\n")
    for part in parts or PARTS:
        click.echo(f"Measuring {part} …", err=True)
        _print(import_module(f"benchmarks.{part}").measure())


def machine() -> str:
    """What the figures were measured on."""
    return f"{_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}, Python {platform.python_version()}"


def _processor() -> str:
    cpu = Path("/proc/cpuinfo")
    lines = cpu.read_text("utf-8").splitlines() if cpu.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or platform.machine())


def _print(rows: Iterable[tuple[str, float, str, str]]) -> None:
    for name, value, unit, note in rows:
        click.echo(f"{name:58} {value:>12.4g} {unit:14} {note}")
