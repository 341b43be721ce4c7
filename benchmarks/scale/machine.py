"""What the figures were measured on, and with which versions."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import Any, Final

_VERSION: Final = """
import importlib, importlib.metadata, sys
try:
    print(importlib.metadata.version(sys.argv[1]))
except importlib.metadata.PackageNotFoundError:
    print(importlib.import_module(sys.argv[1]).__version__)
"""


def machine() -> dict[str, Any]:
    """Return processor, cores, memory in GiB, system, Python, libraries and the day."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": platform.python_version(),
        "numpy": metadata.version("numpy"),
        "faiss-cpu": metadata.version("faiss-cpu"),
        "threads": os.environ.get("OMP_NUM_THREADS", "as many as cores"),
        "date": date.today().isoformat(),
    }


def versions(python: Path, package: str) -> str:
    """Return the version of a package in the environment of a Python, empty where it is not."""
    try:
        ran = subprocess.run(
            [str(python), "-c", _VERSION, package], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return ran.stdout.strip()


def _processor() -> str:
    try:
        info = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        info = ""
    models = [line.partition(":")[2].strip() for line in info.splitlines() if "model name" in line]
    return models[0] if models else platform.processor() or platform.machine()
