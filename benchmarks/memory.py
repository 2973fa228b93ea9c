"""How much memory a process of ours took at its largest."""

import re
import resource
import sys
from pathlib import Path

STATUS = Path("/proc/self/status")
KILO, MEGA = 1024, 1024**2


def peak_mb() -> float:
    """The largest resident memory of this program, in MB.

    Linux tells it by program (VmHWM). Elsewhere it is told by process, which on some systems begins with what the
    process held that started it.
    """
    if STATUS.exists() and (found := re.search(r"^VmHWM:\s+(\d+) kB$", STATUS.read_text("ascii"), re.MULTILINE)):
        return int(found[1]) / KILO
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (MEGA if sys.platform == "darwin" else KILO)
