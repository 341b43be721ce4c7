"""One function a command: it takes the parsed options and returns the exit status.

Everything beyond the standard library is imported inside the functions: ``--help`` stays
instant, and a command pays only for what it uses.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from assistant.cli.problems import UsageError, keep_log
from assistant.errors import InputError

if TYPE_CHECKING:
    from assistant.api import Assistant
    from assistant.check.types import Checked

CONTRADICTED: Final = 3
"""The status of ``check --strict`` where a figure is contradicted."""

_QUESTIONS: Final = ("質問のファイル", "JSONL のファイルの場所を確かめてください。")
_BATCH: Final = ("文章のファイル", "JSONL のファイルの場所を確かめてください。")
_TEXT: Final = (
    "ファイル",
    "場所を確かめてください（文章をそのまま渡すときは、標準入力から渡せます）。",
)


def tell(message: str) -> None:
    """Say something on standard error, beside the result."""
    print(message, file=sys.stderr, flush=True)


def write_json(value: Any) -> None:
    """Print ``value`` as JSON for people and programs alike."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def open_assistant() -> Assistant:
    """Open the assistant over the project's index; what it does on the way is told."""
    from assistant.api import Assistant
    from assistant.config import load_settings

    return Assistant.open(load_settings(), tell)


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
        write_json(answer_to_dict(answer))
    else:
        from assistant.cli.display import show_answer
        from assistant.cli.layout import columns

        print(show_answer(answer, columns()))
    return 0


def _ask_batch(path: str) -> int:
    """Write one object a line, each as soon as it is known; count what could not be answered."""
    from assistant.cli.batch import answer_lines, read_lines

    with _open_file(path, _QUESTIONS) as stream:
        assistant = open_assistant()
        written = answer_lines(read_lines(stream), assistant.ask, keep_log)
        status, _ = _write_lines(written, "回答")
    return status


def _write_lines(results: Iterator[dict[str, Any]], done: str) -> tuple[int, bool]:
    """Write one object a line; tell which could not be ``done``.

    Returns 1 where not one line could be, else 0, and whether a figure is contradicted.
    """
    total = 0
    failed = []
    contradicted = False
    for result in results:
        print(json.dumps(result, ensure_ascii=False), flush=True)
        total += 1
        if "error" in result:
            failed.append(result["line"])
        contradicted |= any(c["verdict"] == "contradicted" for c in result.get("claims", ()))
    if failed:
        lines = "、".join(str(line) for line in failed[:5]) + ("…" if len(failed) > 5 else "")
        tell(f"{total}件のうち{len(failed)}件は{done}できませんでした（{lines}行目）。")
    return (1 if failed and len(failed) == total else 0), contradicted


@contextlib.contextmanager
def _open_file(path: str, kind: tuple[str, str]) -> Iterator[BinaryIO]:
    """Open ``path`` (``-``: standard input) for reading bytes; raises InputError saying why not.

    ``kind`` is what the file is called and what to do where it cannot be opened.
    """
    what, remedy = kind
    if path == "-":
        if sys.stdin is None:
            raise InputError(f"標準入力が閉じています。{what}を指定してください。")
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
    raise InputError(f"{what}「{path}」は{reason}。{remedy}")


def _refuse_broken(texts: list[str]) -> None:
    """Raise InputError where an argument's bytes were no UTF-8."""
    for text in texts:
        if any("\ud800" <= char <= "\udfff" for char in text):
            raise InputError(
                "指定された文に、UTF-8 として読めない文字があります。文字コードを確かめてください。"
            )


def check(options: Namespace) -> int:
    """Check every figure of a file, of standard input, or of every line of a batch."""
    if options.batch is not None:
        if options.report:
            raise UsageError(
                "--batch と --report は一緒に使えません。"
                "報告書は、ファイルを一つずつ指定して作ってください。"
            )
        return _check_batch(options.batch, options.strict)
    from assistant.wire import check_to_dict

    write_report = _report_writer(options.report) if options.report else None
    name, text = _read_text(options.file)
    checked = open_assistant().check(text)
    if write_report:
        write_report(checked, name)
    if options.json:
        write_json(check_to_dict(checked))
    else:
        from assistant.cli.display import show_checked
        from assistant.cli.layout import columns

        print(show_checked(checked, columns()))
    wrong = any(claim.verdict == "contradicted" for claim in checked.claims)
    return CONTRADICTED if options.strict and wrong else 0


def _check_batch(path: str, strict: bool) -> int:
    from assistant.cli.batch import CHECK, check_lines, read_lines

    with _open_file(path, _BATCH) as stream:
        assistant = open_assistant()
        results = check_lines(read_lines(stream, CHECK), assistant.check, keep_log)
        status, wrong = _write_lines(results, "確認")
    return CONTRADICTED if strict and wrong else status


def _read_text(path: str) -> tuple[str, str]:
    """Return the name and the words of the file at ``path``; what could not be read is told."""
    from assistant.files.guard import MAX_BYTES, shown_name, too_large
    from assistant.files.read import read_text_file

    with _open_file(path, _TEXT) as stream:
        if path == "-" and sys.stdin.isatty():
            tell("確かめる文章を入力し、終わったら Ctrl+D を押してください。")
        name = "標準入力" if path == "-" else shown_name(path)
        if path != "-" and (size := os.fstat(stream.fileno()).st_size) > MAX_BYTES:
            raise too_large(name, size, MAX_BYTES)
        # One byte more than allowed is enough to know that there are too many.
        data = stream.read(MAX_BYTES + 1)
    read = read_text_file(name, data)
    for warning in read.warnings:
        tell(warning)
    return name, read.text


def _report_writer(path: str) -> Callable[[Checked, str], None]:
    """Return what writes a report to ``path``; raises UsageError for an unknown extension."""
    from pathlib import Path

    from assistant.report.write import FORMATS, write

    target = Path(path)
    if target.suffix.lower() not in FORMATS:
        raise UsageError(
            f"--report のファイルの名前は {'、'.join(FORMATS)} のどれかで終えてください"
            f"（指定された名前: {path}）。"
        )

    def report(checked: Checked, name: str) -> None:
        write(checked, name, target)
        tell(f"報告書を {path} に書き出しました。")

    return report


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
        write_json(
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
    """Build the index where it is stale, damaged or ``--force`` says so; say what was done.

    A model that is chosen here is kept for later commands, once it has proved to work.
    """
    from pathlib import Path

    from assistant.config import load_settings, with_choice, write_choice
    from assistant.index.build import refresh

    start = time.perf_counter()
    settings = load_settings()
    given = {"model": options.model, "rerank": options.rerank}
    # A path is meant from where the person is, as everywhere on a command line.
    chosen = {k: str(Path(v).resolve()) if Path(v).is_dir() else v for k, v in given.items() if v}
    if chosen:
        _refuse_broken([*chosen.values()])
        settings = with_choice(settings, chosen)
    if "rerank" in chosen and settings.rerank is not None:
        from assistant.index.reranker import Reranker

        Reranker(settings.rerank).scores("確認", ["確認"])
    built = refresh(settings, force=options.force, on_event=tell)
    if chosen:
        write_choice(settings, chosen)
    seconds = time.perf_counter() - start
    done = "索引を作りました" if built else "索引は新しいままです"
    print(f"{done}（{seconds:.1f}秒）。")
    return 0


def serve(options: Namespace) -> int:
    """Open the web page and stay until interrupted."""
    from pathlib import Path

    from assistant.web.page import serve as serve_page

    feedback = Path(options.feedback) if options.feedback else None
    managed = None
    if options.manage:
        from assistant.api import Assistant
        from assistant.config import load_settings
        from assistant.web.manage.keeper import Managed

        settings = load_settings()
        managed = Managed(settings.corpus, lambda say: Assistant.open(settings, say))
    serve_page(
        open_assistant(),
        options.host,
        options.port,
        mcp=options.mcp,
        feedback=feedback,
        managed=managed,
    )
    return 0


def audit(options: Namespace) -> int:
    """Show which printed sums of the tables agree with their rows, and why others do not."""
    from assistant.wire import audit_to_dict

    assistant = open_assistant()
    audits = assistant.audit()
    if options.json:
        write_json([audit_to_dict(one) for one in audits])
    elif not audits:
        print("資料に表がありません。")
    else:
        from assistant.cli.display import show_audit
        from assistant.cli.layout import columns

        print("\n\n".join(show_audit(one, assistant.passages, columns()) for one in audits))
    return 0
