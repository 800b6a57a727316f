"""The most memory that this process has held."""

from __future__ import annotations

import re
import sys
from pathlib import Path

_STATUS = Path("/proc/self/status")
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)


def peak_mb() -> float:
    """The peak of resident memory so far, in MB.

    Where there is /proc, the process itself is asked: what `getrusage` says of a process that a
    large one has just started is the large one's peak.
    """
    if _STATUS.is_file() and (found := _PEAK.search(_STATUS.read_text())):
        return int(found[1]) * 1024 / 1e6
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6
