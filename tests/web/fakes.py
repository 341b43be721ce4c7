"""A small corpus and an engine of fixed answers, so that the page is tested by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.check.types import Checked, Claim, Difference, Quote
from assistant.errors import InputError
from assistant.index.outline import Outline, OutlineMaker
from assistant.tables.audit import Audit, audit_table
from assistant.text.figures import find_figures
from assistant.types import (
    Answer,
    Cell,
    Citation,
    Dimension,
    Document,
    Figure,
    Hit,
    Measure,
    Passage,
    Piece,
    Quantity,
    Region,
    Status,
    Table,
    TableRow,
)

SCRIPT = "<script>window.hacked = 1</script>"
IMAGE = '<img src="x" onerror="window.hacked = 2">'

SOURCE = f"""町民懇談会 実施結果の概要

目的

\uf0d8 計画の方向性を共有し、
議論すること

主な意見等 計画への反映等の方針

現場では、体制強化の必要性が浸透。
上層部への働きかけを期待

計画には記載しないが、町会等を
通じて働きかけを実施
\f
ショートステイを地域内で完結できる受
け皿づくりへ

「施設」がないなかでの体制づくり

危ない文字 {SCRIPT} {IMAGE}

東地域 10月17日(木) 東公民館 15名 24名
西地域 10月18日(金) 西公民館 6名 8名
"""


def _passage(
    id: str, kind: str, section: str, words: str, region: Region | None = None, **more: object
) -> Passage:
    parts = words.split("|")
    start = SOURCE.index(parts[0])
    end = SOURCE.index(parts[-1], start) + len(parts[-1])
    return Passage(
        f"machi/{id}", "machi", kind, section, "".join(parts), start, end, region, **more
    )  # type: ignore[arg-type]


PURPOSE = _passage("purpose/1", "purpose", "目的", "計画の方向性を共有し、|議論すること")
OPINION = _passage(
    "opinion/1",
    "opinion",
    "予防的支援",
    "現場では、体制強化の必要性が浸透。|上層部への働きかけを期待",
    paired=("machi/policy/1",),
)
POLICY = _passage(
    "policy/1",
    "policy",
    "予防的支援",
    "計画には記載しないが、町会等を|通じて働きかけを実施",
    paired=("machi/opinion/1",),
    repeated=True,
)
OPEN = _passage(
    "region/1",
    "region_resources",
    "各地域の現状・課題等",
    "ショートステイを地域内で完結できる受|け皿づくりへ",
    Region(None, "unresolved", "原文の表から行が失われています。", ("東", "西", "南")),
)
GUESSED = _passage(
    "region/2",
    "region_support",
    "各地域の現状・課題等",
    "「施設」がないなかでの体制づくり",
    Region("西", "inferred", "出席者の表で施設の出席がないのは西地域だけです。"),
)
HOSTILE = _passage("note/1", "note", f"注記 {IMAGE}", f"危ない文字 {SCRIPT} {IMAGE}")
EAST = _passage(
    "attendance/east",
    "attendance_row",
    "出席者",
    "東地域 10月17日(木) 東公民館 15名 24名",
    Region("東", "stated"),
)
WEST = _passage(
    "attendance/west",
    "attendance_row",
    "出席者",
    "西地域 10月18日(金) 西公民館 6名 8名",
    Region("西", "stated"),
)
PASSAGES = (PURPOSE, OPINION, POLICY, OPEN, GUESSED, HOSTILE, EAST, WEST)


def _heading(words: str) -> Piece:
    start = SOURCE.index(words)
    return Piece("heading", words, start, start + len(words))


PERSONS = Quantity("persons", "人数", ("名", "人"))
BODIES = Quantity("bodies", "数", ("団体",))


def _row(passage: Passage, keys: dict[str, str], bodies: int, *numbers: int) -> TableRow:
    """A row of the attendance: bodies, all persons, then those of towns and of others."""
    towns, others = numbers
    cells = {
        "total.persons": Cell(towns + others, "printed"),
        "towns.persons": Cell(towns, "assigned", None, "合計が合う列は一つだけです。"),
        "others.persons": Cell(others, "printed" if others else "empty"),
        "others.bodies": Cell(bodies, "computed"),
    }
    return TableRow(passage.id, keys, cells)


TABLE = Table(
    id="machi/attendance",
    document="machi",
    title=f"懇談会の出席者 {IMAGE}",
    section="出席者",
    row_noun="会場",
    key="region",
    dimensions=(
        Dimension("region", "地域", "category", suffix="地域"),
        Dimension("date", "開催日", "date"),
        Dimension("start", "開始時刻", "time"),
    ),
    quantities=(PERSONS, BODIES),
    measures=(
        Measure("total.persons", "total", "persons", "出席者合計", "名"),
        Measure("towns.persons", "towns", "persons", "町の出席者", "名", ("町",), "total.persons"),
        Measure(
            "others.persons",
            "others",
            "persons",
            "その他の出席者",
            "名",
            ("その他",),
            "total.persons",
        ),
        Measure("others.bodies", "others", "bodies", "その他の団体の数", "団体"),
        Measure(
            "others/shops.persons",
            "others/shops",
            "persons",
            "商店の出席者",
            "名",
            (),
            "others.persons",
        ),
    ),
    rows=(
        _row(EAST, {"region": "東", "date": "2024-10-17", "start": "09:00"}, 2, 15, 9),
        _row(WEST, {"region": "西", "date": "2024-10-18", "start": "13:30"}, 1, 8, 0),
    ),
    total=TableRow(
        HOSTILE.id,
        {},
        {
            "total.persons": Cell(32, "printed"),
            "towns.persons": Cell(23, "printed"),
            "others.persons": Cell(9, "printed"),
            "others.bodies": Cell(2, "printed"),
        },
    ),
)
"""Two rows whose bodies do not add up to the printed total."""

MACHI = Document(
    id="machi",
    title="町民懇談会 実施結果の概要",
    publisher="ある町 企画課",
    date="2024-11",
    licence="公開資料。出典を示してお使いください。",
    source=SOURCE,
    passages=PASSAGES,
    pieces=tuple(
        _heading(words)
        for words in ("町民懇談会 実施結果の概要", "目的", "主な意見等 計画への反映等の方針")
    ),
    tables=(TABLE,),
    regions=("東", "西", "南"),
    sections=("目的", "予防的支援", "出席者"),
    examples=("東地域には何人出席しましたか", "体制強化についての意見は？", "予算はいくらですか"),
)


HOSTILE_DOCUMENT = Document(
    id="warui",
    title=f"表題 {SCRIPT}",
    publisher=IMAGE,
    date='2024-11"><script>window.hacked = 3</script>',
    licence=f"条件 {IMAGE}",
    source=f"本文 {SCRIPT}\n二行目\n",
    passages=(Passage('warui/"><b>', "warui", "paragraph", SCRIPT, "二行目", 38, 41),),
    pieces=(),
    examples=(f"例 {IMAGE}",),
)


def _cited(*passages: Passage) -> tuple[Citation, ...]:
    return tuple(Citation(n, p, MACHI.title) for n, p in enumerate(passages, start=1))


def _answers(question: str, history: Sequence[str]) -> Answer:
    if "西は" in question and history:
        return Answer(
            question,
            f"（「{history[-1]}」に続けて）西地域の出席者は8名です。[1]",
            "table",
            figures=(Figure("8名", 8, "名", "西地域・出席者合計", None, (1,)),),
            citations=_cited(WEST),
            query="出席者（合計）を地域「西」で取り出し",
        )
    if "予算" in question:
        return Answer(
            question,
            "出典に記載がありません。予算についての記載はありません。この資料が扱うのは、懇談会の目的、意見、出席者です。",
            "not_found",
            abstained=True,
            abstain_reason="not_stated",
            related=_cited(PURPOSE, OPEN),
        )
    if "あいまい" in question:
        return Answer(
            question,
            "「人数」が何の人数かを選んでください。",
            "unclear",
            abstained=True,
            abstain_reason="unclear",
            choices=("東地域には何人出席しましたか", "出席者を一覧で"),
        )
    if "一覧" in question:
        return Answer(
            question,
            "地域別の出席者は次のとおりです。[1][2]\n・東 24名\n・西 8名\n差は16名です。",
            "table",
            figures=(Figure("16名", 16, "名", "東と西の差", "24 − 8 = 16", (1, 2)),),
            citations=_cited(EAST, WEST),
            query="出席者（合計）を地域別に集計",
            rows=(
                ("地域", "開催日", "出席者"),
                ("東", "10月17日", "24名"),
                ("西", "10月18日", "8名"),
            ),
        )
    if "意見" in question:
        return Answer(
            question,
            "参加者の意見「現場では、体制強化の必要性が浸透。上層部への働きかけを期待」[1]\n"
            "計画への反映方針「計画には記載しないが、町会等を通じて働きかけを実施」[2]\n"
            "存在しない印 [9] は文字のままです。",
            "passages",
            citations=_cited(OPINION, POLICY, OPEN, GUESSED),
        )
    if "危ない" in question:
        return Answer(
            question, f"{HOSTILE.text}[1]", "passages", citations=_cited(HOSTILE), query=IMAGE
        )
    if "how many" in question.lower():
        return Answer(
            question,
            "24 people attended in the East region. [1]",
            "table",
            citations=_cited(EAST),
            language="en",
        )
    return Answer(
        question,
        "東地域の出席者は24名です。[1]",
        "table",
        citations=_cited(EAST),
        query="出席者を合計",
    )


FIGURES: dict[str, tuple] = {
    "24名": ("supported", "exact", "東地域の出席者は24名です。", None, None, (1,)),
    "16名": ("supported", "derived", "東と西の差は16名です。", None, "24 − 8 = 16", (1, 2)),
    "9名": (
        "contradicted",
        "value",
        f"西地域の出席者は8名です。{IMAGE}",
        f"8名{SCRIPT}",
        None,
        (2,),
    ),
    "300万円": ("not_in_source", None, "出典に記載がありません。", None, None, ()),
}
QUOTES: dict[str, tuple] = {
    "現場では、体制強化の必要性が浸透。": ("verbatim", "原文のとおりです。", None, (), (3,)),
    "体制縮小の必要性": (
        "differs",
        "原文と1か所違います。",
        "体制強化の必要性",
        (Difference("縮小", "強化"),),
        (3,),
    ),
    "24名の里親": ("not_found", "原文に見つかりません。", None, (), ()),
}


def checked(text: str) -> Checked:
    """What the fake says of ``text``: the figures and quotations above, wherever they stand."""
    claims = [
        Claim(words, m.start(), m.end(), words, words[-1], *said)
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
        _cited(EAST, WEST, OPINION, HOSTILE),
    )


class FakeAssistant:
    """Answers from a fixed list; the same question always gets the same answer."""

    def __init__(self, *documents: Document) -> None:
        self.documents = documents or (MACHI,)
        self.passages = {p.id: p for d in self.documents for p in d.passages}
        self.titles = {d.id: d.title for d in self.documents}

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        if not question.strip():
            raise InputError("質問が空です。知りたいことを文で入力してください。")
        if len(question) > 2_000:
            raise InputError(
                f"質問が長すぎます（{len(question)}文字）。2,000文字までにしてください。"
            )
        if "壊れる" in question:
            raise RuntimeError("secret detail")
        return _answers(question, history)

    def check(self, text: str) -> Checked:
        if not text.strip():
            raise InputError("確かめる文章がありません。")
        if "壊れる" in text:
            raise RuntimeError("secret detail")
        return checked(text)

    def outline(self, document: str) -> Outline:
        found = next(d for d in self.documents if d.id == document)
        rows = {row.passage for t in found.tables for row in t.rows}
        maker = OutlineMaker()
        for passage in found.passages:
            maker.add(passage, (), find_figures(passage.text), row=passage.id in rows)
        return maker.outline()

    def status(self) -> Status:
        return Status(f"encoder {IMAGE}", 256, len(self.passages))

    def audit(self) -> tuple[Audit, ...]:
        return tuple(audit_table(t) for d in self.documents for t in d.tables)

    def search(
        self,
        query: str,
        *,
        section: str | None = None,
        region: str | None = None,
        kind: str | None = None,
        document: str | None = None,
        top_k: int = 5,
    ) -> list[Hit]:
        if "壊れる" in query:
            raise InputError("検索の語句に言葉がありません。探したいことばを入れてください。")
        if region is not None and region not in MACHI.regions:
            raise InputError(f"地域「{region}」はありません。使える地域: 東、西、南")
        found = [
            p
            for p in PASSAGES
            if (kind is None or p.kind == kind)
            and (section is None or p.section == section)
            and (region is None or (p.region is not None and p.region.name == region))
            and (document is None or p.document == document)
        ]
        found.sort(key=lambda passage: -sum(char in passage.text for char in set(query)))
        return [Hit(p, 1.0 / n) for n, p in enumerate(found[:top_k], start=1)]
