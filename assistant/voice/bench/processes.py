"""CPU seconds and memory of this process and of those it started (the decoder's). Linux tells both; elsewhere this process's CPU alone."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import NamedTuple

_PROC = Path("/proc")
PARENT, USER, SYSTEM, CHILD_USER, CHILD_SYSTEM = 1, 11, 12, 13, 14  # fields of /proc/PID/stat after the name, proc(5)


class Memory(NamedTuple):
    """Resident MB of this process, and of all it started together."""

    own_mb: float
    children_mb: float


def cpu_s() -> float:
    """Spent so far by this process, its living descendants, and the children that ended."""
    if not _PROC.is_dir():
        return time.process_time()
    ticks = sum(int(fields[i]) for fields in _family().values() for i in (USER, SYSTEM, CHILD_USER, CHILD_SYSTEM))
    return ticks / os.sysconf("SC_CLK_TCK")


def memory() -> Memory:
    """Zero where the system does not tell."""
    own = os.getpid()
    resident = {pid: _resident_mb(pid) for pid in _family()} if _PROC.is_dir() else {}
    return Memory(resident.get(own, 0.0), sum(mb for pid, mb in resident.items() if pid != own))


def _family() -> dict[int, list[str]]:
    """Fields of this process and of its descendants, by number."""
    everyone = {pid: fields for pid in _numbers() if (fields := _stat(pid)) is not None}
    family = {os.getpid()}
    while grown := {pid for pid, fields in everyone.items() if int(fields[PARENT]) in family} - family:
        family |= grown
    return {pid: everyone[pid] for pid in family if pid in everyone}


def _numbers() -> list[int]:
    return [int(path.name) for path in _PROC.iterdir() if path.name.isdigit()]


def _stat(pid: int) -> list[str] | None:
    try:
        text = (_PROC / str(pid) / "stat").read_text()
    except OSError:  # it ended meanwhile
        return None
    return text.rpartition(")")[2].split()


def _resident_mb(pid: int) -> float:
    try:
        pages = int((_PROC / str(pid) / "statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
