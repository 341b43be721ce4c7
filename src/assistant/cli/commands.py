"""One function a command: it takes the parsed options and returns the exit status.

Everything beyond the standard library is imported inside the functions: ``--help`` stays
instant, and a command pays only for what it uses.
"""

from __future__ import annotations

import contextlib
import json
import sys
import time
from argparse import Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from assistant.cli.problems import UsageError, keep_log
from assistant.errors import InputError

if TYPE_CHECKING:
    from assistant.api import Assistant


def _tell(message: str) -> None:
    """Say something on standard error, beside the result."""
    print(message, file=sys.stderr, flush=True)


def _write_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def open_assistant() -> Assistant:
    """Open the assistant over the project's index; what it does on the way is told."""
    from assistant.api import Assistant
    from assistant.config import load_settings

    return Assistant.open(load_settings(), _tell)


def ask(options: Namespace) -> int:
    """Answer one question, or every line of a file."""
    if options.batch is not None:
        if options.history:
            raise UsageError(
                "--batch と --history は一緒に使えません。"
                "前の質問は、ファイルの各行の history に書いてください。"
            )
        return _ask_batch(options.batch)
    from assistant.wire import answer_to_dict

    _refuse_broken([options.question, *options.history])
    answer = open_assistant().ask(options.question, options.history)
    if options.json:
        _write_json(answer_to_dict(answer))
    else:
        from assistant.cli.display import show_answer
        from assistant.cli.layout import columns

        print(show_answer(answer, columns()))
    return 0


def _ask_batch(path: str) -> int:
    """Write one object a line, each as soon as it is known; count what could not be answered."""
    from assistant.cli.batch import answer_lines, read_lines

    with _open_batch(path) as stream:
        assistant = open_assistant()
        total = 0
        failed = []
        for result in answer_lines(read_lines(stream), assistant.ask, keep_log):
            print(json.dumps(result, ensure_ascii=False), flush=True)
            total += 1
            if "error" in result:
                failed.append(result["line"])
    if failed:
        lines = "、".join(str(line) for line in failed[:5]) + ("…" if len(failed) > 5 else "")
        _tell(f"{total}件のうち{len(failed)}件は回答できませんでした（{lines}行目）。")
    return 0


@contextlib.contextmanager
def _open_batch(path: str) -> Iterator[BinaryIO]:
    """Open ``path`` (``-``: standard input) for reading bytes; raises InputError saying why not."""
    if path == "-":
        if sys.stdin is None:
            raise InputError("標準入力が閉じています。質問のファイルを指定してください。")
        yield sys.stdin.buffer
        return
    try:
        stream = open(path, "rb")  # noqa: SIM115 (closed below; only opening is guarded)
    except FileNotFoundError:
        reason = "見つかりません"
    except IsADirectoryError:
        reason = "フォルダーです"
    except PermissionError:
        reason = "読む許可がありません"
    except (OSError, ValueError) as error:
        reason = f"開けません（{error}）"
    else:
        with stream:
            yield stream
        return
    raise InputError(
        f"質問のファイル「{path}」は{reason}。JSONL のファイルの場所を確かめてください。"
    )


def _refuse_broken(texts: list[str]) -> None:
    """Raise InputError where an argument's bytes were no UTF-8."""
    for text in texts:
        if any("\ud800" <= char <= "\udfff" for char in text):
            raise InputError(
                "指定された文に、UTF-8 として読めない文字があります。文字コードを確かめてください。"
            )


def search(options: Namespace) -> int:
    """Show the passages that fit the words and the filters, best first."""
    from assistant.config import load_settings
    from assistant.wire import hit_to_dict

    filters = {name: getattr(options, name) for name in ("section", "region", "kind", "document")}
    _refuse_broken([options.query, *(value for value in filters.values() if value)])
    assistant = open_assistant()
    top_k = options.top_k or load_settings().top_k
    hits = assistant.search(options.query, **filters, top_k=top_k)
    if options.json:
        _write_json(
            [
                hit_to_dict(hit, n, assistant.passages, assistant.titles)
                for n, hit in enumerate(hits, start=1)
            ]
        )
    else:
        from assistant.cli.display import show_hits
        from assistant.cli.layout import columns

        print(show_hits(hits, assistant.passages, assistant.titles, columns()))
    return 0


def index(options: Namespace) -> int:
    """Build the index where it is stale, damaged or ``--force`` says so; say what was done."""
    from assistant.config import load_settings
    from assistant.index.build import refresh

    start = time.perf_counter()
    built = refresh(load_settings(), force=options.force, on_event=_tell)
    seconds = time.perf_counter() - start
    done = "索引を作りました" if built else "索引は新しいままです"
    print(f"{done}（{seconds:.1f}秒）。")
    return 0


def serve(options: Namespace) -> int:
    """Open the web page and stay until interrupted."""
    from assistant.web.page import serve as serve_page

    serve_page(open_assistant(), options.host, options.port)
    return 0


def evaluate(options: Namespace) -> int:
    """Score the question sets and print one row for each set and split."""
    from pathlib import Path

    from assistant.cli.layout import grid
    from assistant.config import load_settings
    from assistant.evaluation import questions, report

    folder = (
        Path(options.questions)
        if options.questions
        else load_settings().root / "tests" / "questions"
    )
    asked = questions.load_questions(folder, options.split)
    results = tuple(report.run(asked, open_assistant().ask))
    if options.json:
        _write_json(report.as_json(results, options.by, options.misses))
        return 0
    print(grid(report.as_table(report.tally(results, options.by))))
    if options.misses:
        for miss in report.misses(results):
            print(f"\n{miss['id']}（{miss['topic']}・{miss['outcome']}）{miss['why']}")
            for earlier in miss["history"]:
                print(f"  前: {earlier}")
            print(f"  問: {miss['question']}\n  答: {miss['answer']}")
    return 0


def audit(options: Namespace) -> int:
    """Show which printed sums of the tables agree with their rows, and why others do not."""
    from assistant.wire import audit_to_dict

    assistant = open_assistant()
    audits = assistant.audit()
    if options.json:
        _write_json([audit_to_dict(one) for one in audits])
    elif not audits:
        print("資料に表がありません。")
    else:
        from assistant.cli.display import show_audit
        from assistant.cli.layout import columns

        print("\n\n".join(show_audit(one, assistant.passages, columns()) for one in audits))
    return 0
