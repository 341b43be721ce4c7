"""Runs of items in other processes: in order, with their errors, from any script."""

from __future__ import annotations

import subprocess
import sys

import pytest

from assistant.index.processes import in_processes


def test_results_come_in_order() -> None:
    runs = [list(range(n)) for n in range(20)]
    assert list(in_processes(sum, runs, 3)) == [sum(run) for run in runs]


def test_an_error_is_raised_here() -> None:
    with pytest.raises(TypeError):
        list(in_processes(sum, [[1], ["里親"]], 2))


def test_a_script_without_a_guard_runs_once() -> None:
    code = (
        "from assistant.index.processes import in_processes\n"
        "print('once')\n"
        "print(list(in_processes(len, [[1, 2], []], 2)))\n"
    )
    command = [sys.executable, "-"]
    run = subprocess.run(command, input=code, capture_output=True, text=True, check=True)
    assert run.stdout == "once\n[2, 0]\n"


def test_what_is_left_unasked_ends_the_processes() -> None:
    found = in_processes(max, ([n] for n in range(100)), 2)
    assert next(found) == 0
    found.close()
