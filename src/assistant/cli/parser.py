"""The commands and their options; what argparse says is said in Japanese."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable
from typing import Any, Final, NoReturn

from assistant import __version__
from assistant.cli import commands, scoring, shelf
from assistant.config import MAX_TOP_K

HOST: Final = "127.0.0.1"
PORT: Final = 7860

_TRANSLATIONS: Final = (
    # argparse's English sentences (checked with Python 3.11 to 3.13) and ours.
    (r"the following arguments are required: (.+)", r"\1 を指定してください"),
    (r"one of the arguments (.+) is required", r"\1 のどれかを指定してください"),
    (r"unrecognized arguments: (.+)", r"「\1」という指定はありません"),
    (r"argument (.+): expected one argument", r"\1 の値がありません"),
    (r"argument (.+): expected at least one argument", r"\1 の値がありません"),
    (r"argument (.+): ignored explicit argument '(.*)'", r"\1 に値「\2」は付けられません"),
    (r"argument (.+): not allowed with argument (.+)", r"\1 と \2 は一緒に使えません"),
    (
        r"argument (.+): invalid choice: '?(.*?)'? \(choose from (.+)\)",
        r"\1 に「\2」はありません（選べるもの: \3）",
    ),
    (r"argument (.+?): (.+)", r"\1: \2"),
)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Help whose fixed words are Japanese."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "使い方: " if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """A parser that takes no abbreviations and explains wrong usage in Japanese."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{"formatter_class": _Formatter, "allow_abbrev": False, **options, "add_help": False}
        )
        self._positionals.title = "引数"
        self._optionals.title = "オプション"
        self.add_argument("-h", "--help", action="help", help="この説明を表示します")

    def error(self, message: str) -> NoReturn:
        """Exit with status 2 after one Japanese sentence and the way to the help."""
        for pattern, japanese in _TRANSLATIONS:
            translated, found = re.subn(f"^{pattern}$", japanese, message, flags=re.DOTALL)
            if found:
                message = translated
                break
        self.exit(
            2,
            f"{self.format_usage()}使い方が正しくありません: {message}。"
            f"「{self.prog} --help」で説明を表示します。\n",
        )


def _whole_number(low: int, high: int) -> Callable[[str], int]:
    """Return an argument type for whole numbers from ``low`` to ``high``."""

    def read(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = low - 1
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(
                f"{low}から{high}までの整数で指定してください（指定された値: {text}）"
            )
        return value

    return read


def build_parser() -> argparse.ArgumentParser:
    """Return the parser; a parsed namespace carries its command's function as ``run``."""
    parser = _Parser(
        prog="assistant",
        description="公表された会議資料への質問に、出典の引用と表の数値で答えます。",
        epilog="資料にないことには「出典に記載がありません」と答えます。",
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"assistant {__version__}",
        help="版を表示します",
    )
    subparsers = parser.add_subparsers(
        title="コマンド", dest="command", metavar="コマンド", required=True, parser_class=_Parser
    )

    def command(
        name: str, summary: str, run: Callable[[argparse.Namespace], int], usage: str = ""
    ) -> argparse.ArgumentParser:
        added = subparsers.add_parser(
            name,
            help=summary,
            description=f"{summary}。",
            usage=f"assistant {name} {usage}[オプション]",
        )
        added.set_defaults(run=run)
        return added

    ask = command("ask", "質問に答えます", commands.ask, "質問 | --batch FILE ")
    source = ask.add_mutually_exclusive_group(required=True)
    source.add_argument("question", nargs="?", metavar="質問", help="質問の文")
    source.add_argument(
        "--batch", metavar="FILE", help="1行に1つの質問（JSON）を読みます（- は標準入力）"
    )
    ask.add_argument(
        "--history",
        nargs="+",
        action="extend",
        default=[],
        metavar="TEXT",
        help="この質問までの質問（古い順）",
    )
    _add_json(ask)

    search = command("search", "意味と語句で資料の記述をさがします", commands.search, "語句 ")
    search.add_argument("query", metavar="語句", help="さがす語句や文")
    search.add_argument("--section", metavar="NAME", help="この見出しの記述に限ります")
    search.add_argument("--region", metavar="NAME", help="この地域の記述に限ります")
    search.add_argument(
        "--kind", metavar="KIND", help="この種類の記述に限ります（opinion、policy など）"
    )
    search.add_argument("--document", metavar="ID", help="この資料に限ります")
    search.add_argument(
        "--top-k",
        type=_whole_number(1, MAX_TOP_K),
        metavar="N",
        help="表示する件数（既定: 設定の top_k、なければ5）",
    )
    _add_json(search)

    check = command(
        "check", "文章の数字を、資料と照らし合わせます", commands.check, "[FILE | --batch FILE] "
    )
    checked = check.add_mutually_exclusive_group()
    checked.add_argument(
        "file",
        nargs="?",
        default="-",
        metavar="FILE",
        help="文章のファイル（テキスト、Markdown、.docx、.pdf。- か省略で標準入力）",
    )
    checked.add_argument(
        "--batch", metavar="FILE", help="1行に1つの文章（JSON）を読みます（- は標準入力）"
    )
    check.add_argument(
        "--report", metavar="OUT", help="報告書を書き出します（.md、.html、.docx で終わる名前）"
    )
    check.add_argument(
        "--strict", action="store_true", help="出典と一致しない数字があれば、3 で終わります"
    )
    _add_json(check)

    audit = command("audit", "資料の表の合計を計算し直して確かめます", commands.audit)
    _add_json(audit)

    add = command("add", "ファイルを資料に足します", shelf.add, "FILE… ")
    add.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="PDF、Word（.docx）、Excel（.xlsx）、CSV、HTML、Markdown、テキスト、JSONL",
    )
    add.add_argument("--title", metavar="TEXT", help="題名（なければ、ファイルから読みます）")
    add.add_argument("--publisher", metavar="TEXT", help="発行者")
    add.add_argument("--date", metavar="TEXT", help="日付（2025-06 など）")
    add.add_argument("--id", metavar="ID", help="資料の ID（なければ、ファイル名から作ります）")
    add.add_argument("--yes", action="store_true", help="表の読み方を尋ねずに足します")

    command("list", "資料の一覧を表示します", shelf.list_documents)

    remove = command("remove", "資料を取り除きます", shelf.remove, "ID ")
    remove.add_argument("id", metavar="ID", help="資料の ID")
    remove.add_argument(
        "--force",
        action="store_true",
        help="手で置いた資料（元のファイルのないもの）も取り除きます",
    )

    review = command("review", "資料の確かめることを表示します", shelf.review, "[ID] ")
    review.add_argument("id", nargs="?", metavar="ID", help="資料の ID（なければ、すべて）")

    index = command("index", "索引を作ります（古いときだけ）", commands.index)
    index.add_argument("--force", action="store_true", help="新しくても、作り直します")
    index.add_argument(
        "--model",
        metavar="NAME",
        help="埋め込みモデルを選びます（フォルダーか Hub の名前。embedded は同梱のモデル）",
    )
    index.add_argument(
        "--rerank",
        metavar="NAME",
        help="並べ替えのモデル（cross-encoder）を選びます（none は使いません）",
    )

    serve = command("serve", "質問のページを開きます", commands.serve)
    serve.add_argument(
        "--host", default=HOST, metavar="ADDRESS", help=f"待ち受ける場所（既定: {HOST}）"
    )
    serve.add_argument(
        "--port",
        type=_whole_number(0, 65535),
        default=PORT,
        metavar="NUMBER",
        help=f"ポート番号（既定: {PORT}）",
    )

    serve.add_argument(
        "--mcp",
        action="store_true",
        help="同じ機能を MCP のツールとしても使えるようにします（/gradio_api/mcp）",
    )
    serve.add_argument(
        "--feedback",
        metavar="FILE",
        help="回答への評価（役に立ったか、ご意見）を受け付け、このファイルに書き足します",
    )
    serve.add_argument(
        "--manage",
        action="store_true",
        help="資料を足し、直し、取り除くページ（/manage）を開きます",
    )

    evaluate = command("eval", "質問集で回答の正しさを測ります", scoring.evaluate)
    evaluate.add_argument(
        "--questions", metavar="FOLDER", help="質問集（*.jsonl）のある場所（既定: tests/questions）"
    )
    evaluate.add_argument(
        "--split", choices=("dev", "test"), help="開発用（dev）か検証用（test）だけを測ります"
    )
    evaluate.add_argument(
        "--by", choices=("topic", "writer"), help="話題（topic）や書き手（writer）ごとに分けます"
    )
    evaluate.add_argument(
        "--misses", action="store_true", help="外れた質問を並べます（開発用だけ）"
    )
    evaluate.add_argument(
        "--datasets", metavar="FOLDER", help="公開データ（JaQuAD・JGLUE・JSICK）でも検索を測ります"
    )
    evaluate.add_argument(
        "--update-golden", action="store_true", help="前の結果を、今回の結果に置き換えます"
    )
    _add_json(evaluate)
    return parser


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="結果を JSON で書き出します")
