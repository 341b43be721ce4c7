"""A small assistant behind the command line: every answer is written by hand."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from types import SimpleNamespace

import pytest

from assistant.cli import commands, main
from assistant.errors import InputError
from assistant.tables.audit import Audit, Check, Term
from assistant.types import Answer, Cell, Citation, Figure, Hit, Passage, Region, Span

OPINION = Passage(
    id="sample/opinion/1",
    document="sample",
    kind="opinion",
    section="見出し一",
    text="働きかけが必要ではないか。",
    start=10,
    end=23,
    region=Region("北", "inferred", "前後の並びから"),
    paired=("sample/policy/1",),
)
POLICY = Passage(
    id="sample/policy/1",
    document="sample",
    kind="policy",
    section="見出し一",
    text="県から働きかける。",
    start=23,
    end=32,
    paired=("sample/opinion/1",),
    repeated=True,
)
TITLE = "見本の資料"


AUDIT = Audit(
    table="sample/table",
    document="sample",
    title="見本の表",
    summary="2件のうち1件が一致しません。",
    checks=(
        Check(
            "row",
            "北の合計",
            "total",
            "名",
            16,
            16,
            "9 + 7 = 16",
            (
                Term("大人", Cell(9, "printed", Span(3, 4)), "sample/policy/1"),
                Term(
                    "子ども",
                    Cell(7, "assigned", Span(5, 6), "合計から割り出した"),
                    "sample/policy/1",
                ),
            ),
            None,
            ("sample/policy/1",),
        ),
        Check(
            "column", "団体", "bodies", "団体", 26, 27, "27 = 27", (), "甲会が2行に出ています。", ()
        ),
    ),
    notes=("sample/policy/1",),
)


class FakeAssistant:
    """Answers by rule: empty questions are refused, 「落ちる」 crashes, others quote."""

    def __init__(self) -> None:
        self.passages = {OPINION.id: OPINION, POLICY.id: POLICY}
        self.titles = {"sample": TITLE}
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        self.searched: list[dict[str, object]] = []

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        self.asked.append((question, tuple(history)))
        if not question.strip():
            raise InputError("質問が空です。質問を書いてください。")
        if "落ちる" in question:
            raise KeyError("secret detail")
        if "予算" in question:
            return Answer(
                question,
                "出典に記載がありません。",
                "not_found",
                abstained=True,
                abstain_reason="not_stated",
                related=(Citation(1, POLICY, TITLE),),
            )
        return Answer(
            question,
            "差は12名です [1]。",
            "table",
            figures=(Figure("12名", 12, "名", "差", "28 − 16 = 12", (1,)),),
            citations=(Citation(1, OPINION, TITLE),),
            query="出席者の差",
            rows=(("地域", "人数"), ("北", "16名"), ("南の村", "8名")),
        )

    def search(self, query: str, **filters: object) -> list[Hit]:
        self.searched.append({"query": query, **filters})
        if filters["region"] == "火星":
            raise InputError("地域「火星」はありません。北、南から選んでください。")
        return [] if query == "無" else [Hit(OPINION, 0.5), Hit(POLICY, 0.25)]

    def audit(self) -> tuple[Audit, ...]:
        return (AUDIT,)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeAssistant:
    assistant = FakeAssistant()
    monkeypatch.setattr(commands, "open_assistant", lambda: assistant)
    return assistant


@pytest.fixture
def run(fake, capsys, monkeypatch):
    """Run a command in process; returns status, standard output and standard error."""

    def call(*arguments: str, stdin: bytes | None = None) -> SimpleNamespace:
        if stdin is not None:
            monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        status = main(arguments)
        out, err = capsys.readouterr()
        return SimpleNamespace(status=status, out=out, err=err, assistant=fake)

    return call


@pytest.fixture
def batch(run, tmp_path):
    """Ask ``raw`` bytes as a batch file; returns the parsed lines and the run."""

    def call(raw: bytes) -> tuple[list[dict], SimpleNamespace]:
        path = tmp_path / "questions.jsonl"
        path.write_bytes(raw)
        result = run("ask", "--batch", str(path))
        return [json.loads(line) for line in result.out.splitlines()], result

    return call
