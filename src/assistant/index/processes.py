"""A function over many runs of items, in processes of their own.

multiprocessing is not used: what it starts afresh runs the caller's script again, and what it forks
may stand still for ever where the caller has threads.
"""

from __future__ import annotations

import gc
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

# The child finds this package where its parent did.
_CODE = "import sys; sys.path[:] = {path!r}; from assistant.index.processes import _serve; _serve()"


def in_processes(
    read: Callable[[Sequence[Item]], Result], runs: Iterable[Sequence[Item]], count: int
) -> Iterator[Result]:
    """Yield what ``read`` makes of each of ``runs``, in order, in ``count`` processes.

    ``read``, the items and the results are pickled. What ``read`` raises is raised here.
    """
    code = _CODE.format(path=sys.path)
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for _ in range(count)
    ]
    free: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
    try:
        for process in started:
            assert process.stdin is not None
            pickle.dump(read, process.stdin)
            free.put(process)

        def ask(run: Sequence[Item]) -> Result:
            process = free.get()
            try:
                result: Result | Exception = _answer(process, tuple(run))
            finally:
                free.put(process)
            if isinstance(result, Exception):
                raise result
            return result

        with ThreadPoolExecutor(count) as threads:
            yield from threads.map(ask, runs)
    finally:
        for process in started:
            process.kill()
            process.communicate()


def _answer(process: subprocess.Popen[bytes], run: object) -> Any:
    assert process.stdin is not None
    assert process.stdout is not None
    pickle.dump(run, process.stdin)
    process.stdin.flush()
    # Only what a process of our own has written is unpickled.
    return pickle.load(process.stdout)


def _serve() -> None:
    """Answer one run after the other until there are no more."""
    gc.disable()  # what is made has no cycles, and looking for them takes a seventh of the time
    read = pickle.load(sys.stdin.buffer)
    while True:
        try:
            run = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        try:
            result = read(run)
        except Exception as error:
            result = error
        pickle.dump(result, sys.stdout.buffer)
        sys.stdout.buffer.flush()
