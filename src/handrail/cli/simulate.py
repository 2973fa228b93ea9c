"""`handrail simulate`: concentrations from a published model, one JSON case a line in, one answer a line out."""

import json
import sys
from collections.abc import Iterable
from typing import IO

import click

from handrail.pharmacology import Refused, case

EXAMPLE = """\b
Example:
  echo '{"model": "kamp_2020", "age_years": 40, "sex": "male", "weight_kg": 70, "regimen": [{"rate_mg_per_min": 0.875, "from_min": 0, "to_min": 40}], "at_min": [0, 10, 40, 80]}' | handrail simulate
"""
CASES_BETWEEN_WORDS = 50


@click.command(epilog=EXAMPLE)
@click.argument("file", type=click.File("rb"), default="-")
@click.pass_context
def simulate(context: click.Context, file: IO[bytes]) -> None:
    """Concentrations after boluses and infusions, from a published model.

    Reads one case a line (JSON) from FILE or standard input and writes one answer a line, in order. Doses are mg of
    ketamine base, times are minutes, concentrations ng/mL. A case that cannot be answered gives {"error": ...} on
    its line and the exit status 1 at the end; the others are answered all the same.

    A case has model, age_years, sex, weight_kg, regimen and at_min, and may have height_cm, asian and
    allow_out_of_range. An item of a regimen is a bolus (bolus_mg, at_min) or an infusion (rate_mg_per_min, from_min,
    to_min); what overlaps adds up. At the time of a bolus the value is the one after it.
    """
    if file.isatty():
        click.echo("Reading cases from the terminal, one a line; end with Ctrl-D.", err=True)
    refused = sum(_answered(number, line) for number, line in enumerate(_watched(file), 1))
    if refused:
        cases, lines = ("case", "its line says") if refused == 1 else ("cases", "their lines say")
        click.echo(f"{refused:,} {cases} could not be answered; {lines} why.", err=True)
        context.exit(1)


def _answered(number: int, line: bytes) -> bool:
    """Write the answer to a line; whether it was a refusal."""
    try:
        answer = case.answer(case.read(line))
    except Refused as problem:
        click.echo(json.dumps({"error": f"Line {number}: {problem}"}))
        return True
    click.echo(json.dumps(answer, allow_nan=False))
    return False


def _watched(file: IO[bytes]) -> Iterable[bytes]:
    """The lines, with a count on the terminal of how far this is."""
    shown = sys.stderr.isatty() and not file.isatty()
    done = 0
    for line in file:
        yield line
        done += 1
        if shown and done % CASES_BETWEEN_WORDS == 0:
            click.echo(f"\r{done:,} cases answered", err=True, nl=False)
    if shown and done >= CASES_BETWEEN_WORDS:
        click.echo(f"\r{done:,} cases answered", err=True)
