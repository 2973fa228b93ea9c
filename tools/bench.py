"""Print the benchmark table: `handrail bench`, with the environment and the browser that it measures in.

Standard library only.
"""

import os
import sys

import machine
import setup
from machine import Trouble, stop_with


def main() -> int:
    """Have what is needed, then run the command."""
    try:
        setup.prepare(for_tests=True)
        machine.provide(["browser"], setup.VENV)
    except Trouble as trouble:
        return stop_with(trouble)
    os.environ["HANDRAIL_CHROMIUM"] = machine.browser() or ""
    return 0 if machine.run([setup.VENV / "bin" / "handrail", "bench", *sys.argv[1:]]) else 1


if __name__ == "__main__":
    sys.exit(main())
