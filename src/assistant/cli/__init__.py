"""The command line: a thin shell over :mod:`assistant.api`.

Nothing heavy is imported before a command needs it, so that ``--help`` stays instant.
Exit status: 0 done, 1 a problem with the input or the corpus, 2 wrong usage, 3 a contradicted
figure (``check --strict``), 130 interrupted.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Sequence

from assistant.cli.layout import clean
from assistant.cli.parser import build_parser
from assistant.cli.problems import UsageError, keep_log
from assistant.errors import AssistantError

INTERRUPTED = 130
"""128 + SIGINT, as shells count it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that ``arguments`` name (default: the process's own); return its status.

    Every problem becomes one Japanese sentence on standard error; nothing is raised.
    """
    _speak_utf8()
    try:
        status = _run(_as_utf8(sys.argv[1:]) if arguments is None else arguments)
        _flush()
    except UsageError as error:
        return _fail(str(error), status=2)
    except AssistantError as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader (head, less) has what it wanted. Python flushes once more at exit and would
        # complain then: give it somewhere to write.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        return _fail(keep_log(error))
    return status


def _run(arguments: Sequence[str]) -> int:
    """Parse and run; argparse's own exits (help, wrong usage) become statuses too."""
    try:
        options = build_parser().parse_args(arguments)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 2
    status: int = options.run(options)
    return status


def _speak_utf8() -> None:
    r"""Write UTF-8 whatever the locale says.

    A lone surrogate (from a broken argument or a ``\ud800`` in JSON) is written as its escape,
    which inside JSON is the same string again.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _as_utf8(arguments: Sequence[str]) -> list[str]:
    """Read the arguments' bytes as UTF-8 where the locale made Python read them otherwise."""
    if sys.getfilesystemencoding().lower().replace("-", "") == "utf8":
        return list(arguments)
    return [os.fsencode(argument).decode("utf-8", "surrogateescape") for argument in arguments]


def _flush() -> None:
    """Write out what is buffered while an error can still be reported."""
    if sys.stdout is not None:
        sys.stdout.flush()


def _fail(sentence: str, status: int = 1) -> int:
    """Say ``sentence`` on standard error, in one line; return ``status``."""
    # Where nobody is left to tell, the status still says it.
    with contextlib.suppress(OSError):
        print(clean(sentence).replace("\n", " "), file=sys.stderr)
    return status
