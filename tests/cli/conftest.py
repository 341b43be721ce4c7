"""A small assistant behind the command line: every answer is written by hand."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from types import SimpleNamespace

import pytest

from assistant.check.types import Checked, Claim, Difference, Quote
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


FIGURES: dict[str, tuple] = {
    "16名": ("supported", "exact", "北の合計は16名です。", None, "9 + 7 = 16", (1,)),
    "5名": ("contradicted", "value", "北の大人は9名です。", "9名", None, (1,)),
    "300万円": ("not_in_source", None, "出典に記載がありません。", None, None, ()),
}
QUOTES: dict[str, tuple] = {
    "県から働きかける。": ("verbatim", "原文のとおりです。", None, (), (1,)),
    "県から求める。": (
        "differs",
        "原文と1か所違います。",
        "県から働きかける。",
        (Difference("求める", "働きかける"),),
        (1,),
    ),
    "ない": ("not_found", "原文に見つかりません。", None, (), ()),
}


def checked(text: str) -> Checked:
    """What the fake says of ``text``: the figures and quotations above, wherever they stand."""
    claims = [
        Claim(words, m.start(), m.end(), int(words[0]), words[-1], *said)
        for words, said in FIGURES.items()
        for m in re.finditer(rf"(?<!\d){words}", text)
    ]
    quotes = [
        Quote(words, m.start() + 1, m.end() - 1, *said)
        for words, said in QUOTES.items()
        for m in re.finditer(f"「{words}」", text)
    ]
    return Checked(
        text,
        tuple(sorted(claims, key=lambda c: c.start)),
        tuple(sorted(quotes, key=lambda q: q.start)),
        (Citation(1, POLICY, TITLE),),
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

    def check(self, text: str) -> Checked:
        if not text.strip():
            raise InputError("確かめる文章がありません。")
        if "落ちる" in text:
            raise KeyError("secret detail")
        return checked(text)

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
