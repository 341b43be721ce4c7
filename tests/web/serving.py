"""A page in a process of its own, where no socket may leave the machine.

Run as a script it serves the engine it is given; :func:`serving` starts that and stops it.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.api import Assistant
    from assistant.config import Settings
    from assistant.web.manage.keeper import Managed

ROOT = Path(__file__).resolve().parents[2]
BLOCKED = "blocked connection to "
LOCAL = ("127.", "::1", "localhost", "0.0.0.0")


@dataclass
class Served:
    """A running page: its address and what the process has written."""

    url: str
    output: list[str] = field(default_factory=list)

    @property
    def blocked(self) -> list[str]:
        """Connections to other hosts that the process tried to make."""
        return [line for line in self.output if BLOCKED in line]


@contextlib.contextmanager
def serving(engine: str = "fake", *options: str) -> Iterator[Served]:
    """Serve the page of the engine ``fake``, ``two`` (documents) or ``real``, on a free port.

    ``options`` may hold ``mcp``, the name of a .jsonl file for what readers say, ``host=`` with an
    address, and ``manage=`` with a folder, in which ``corpus`` and ``index`` of the engine ``real``
    then are and can be changed.
    """
    process = subprocess.Popen(
        [sys.executable, __file__, engine, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    output: list[str] = []
    ready = threading.Event()

    def read() -> None:
        assert process.stdout
        for line in process.stdout:
            output.append(line.rstrip())
            if line.startswith("http://"):
                ready.set()
        ready.set()

    threading.Thread(target=read, daemon=True).start()
    try:
        assert ready.wait(60), "the page did not start"
        addresses = [line for line in output if line.startswith("http://")]
        assert addresses, "\n".join(output)
        yield Served(addresses[0], output)
    finally:
        process.terminate()
        process.wait(20)


def _block_other_hosts() -> None:
    """Refuse every connection and name look-up that is not of this machine."""

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event == "socket.connect":
            address = arguments[1]
            host = address[0] if isinstance(address, tuple) else None
        elif event == "socket.getaddrinfo":
            host = arguments[0]
        else:
            return
        if host and not str(host).startswith(LOCAL):
            print(f"{BLOCKED}{host}", flush=True)
            raise OSError(f"{BLOCKED}{host}")

    sys.addaudithook(hook)


def _settings(folder: str | None) -> Settings:
    from assistant.config import load_settings

    settings = load_settings()
    if folder is None:
        return settings
    return replace(settings, corpus=Path(folder) / "corpus", index=Path(folder) / "index")


def _engine(name: str, folder: str | None) -> object:
    from fakes import HOSTILE_DOCUMENT, MACHI, FakeAssistant

    if name == "real":
        from assistant.api import Assistant

        return Assistant.open(_settings(folder))
    return FakeAssistant(MACHI, HOSTILE_DOCUMENT) if name == "two" else FakeAssistant()


def main(name: str = "fake", *options: str) -> None:
    """Serve the engine of that name until terminated; the first line is the address."""
    _block_other_hosts()
    from assistant.web.page import serve

    given = dict(option.split("=", 1) for option in options if "=" in option)
    folder = given.get("manage")
    serve(
        _engine(name, folder),
        given.get("host", "127.0.0.1"),
        port=0,
        on_ready=lambda address: print(address, flush=True),
        mcp="mcp" in options,
        feedback=next((Path(o) for o in options if o.endswith(".jsonl")), None),
        managed=_managed(folder) if folder else None,
    )


def _managed(folder: str) -> Managed:
    """Return the corpus in ``folder``; while ``folder/wait`` is there, opening waits for it."""
    from assistant.api import Assistant
    from assistant.web.manage.keeper import Managed

    settings = _settings(folder)

    def reopen(say: Callable[[str], None]) -> Assistant:
        while (Path(folder) / "wait").exists():
            time.sleep(0.05)
        if (Path(folder) / "fail").exists():
            raise RuntimeError("secret detail")
        return Assistant.open(settings, say)

    return Managed(settings.corpus, reopen)


if __name__ == "__main__":
    main(*sys.argv[1:])
