"""What a process costs: memory, disk, time, and how to make a file cold again."""

from __future__ import annotations

import os
import resource
import statistics
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes of this process in memory: all of it, and what is not a file's pages."""

    resident: int
    anonymous: int


def memory() -> Memory:
    """Return what this process holds in memory now (Linux; elsewhere the most it ever held)."""
    return Memory(_status("VmRSS"), _status("RssAnon"))


def peak() -> int:
    """Return the most bytes that this process has held in memory."""
    # Not getrusage where it can be helped: it counts the process that this one was started from.
    return _status("VmHWM")


def cpu_seconds() -> float:
    """Return the seconds that the processors have worked for this process, all threads together.

    Processes that it started count once they have ended.
    """
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _status(key: str) -> int:
    try:
        status = Path("/proc/self/status").read_text(encoding="utf-8")
    except OSError:
        return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    values = dict(line.split(":", 1) for line in status.splitlines())
    return 1024 * int(values[key].split()[0])


class Watch(threading.Thread):
    """Looks now and then how much memory a process and those that it started hold together.

    ``most`` is the highest number of bytes it saw; of what two of them share, each counts.
    """

    def __init__(self, process: int, every: float = 0.05) -> None:
        super().__init__(daemon=True)
        self.most = 0
        self._process = process
        self._every = every
        self._ended = threading.Event()

    def run(self) -> None:
        """Look until :meth:`end`."""
        while not self._ended.wait(self._every):
            self.most = max(self.most, sum(map(_resident, _family(self._process))))

    def end(self) -> None:
        """Look no more."""
        self._ended.set()
        self.join()


def _family(process: int) -> Iterator[int]:
    yield process
    for listed in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            children = listed.read_text(encoding="utf-8").split()
        except OSError:
            continue  # it has ended meanwhile
        for child in children:
            yield from _family(int(child))


def _resident(process: int) -> int:
    try:
        pages = Path(f"/proc/{process}/statm").read_text(encoding="utf-8").split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def folder_bytes(folder: Path) -> int:
    """Return the bytes of all files below ``folder``."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the ``percent``-th percentile, between neighbours where it falls between two."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def evict(folder: Path) -> None:
    """Ask the system to forget the files below ``folder``, so that the next reader waits for disk.

    What is not yet written is forced to the disk first: only then can it be forgotten. Does
    nothing on systems without posix_fadvise.
    """
    if not hasattr(os, "posix_fadvise"):
        return
    for path in folder.rglob("*"):
        if path.is_file():
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
                os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            finally:
                os.close(descriptor)
