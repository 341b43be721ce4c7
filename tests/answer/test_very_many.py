"""A question over very many passages reads few of them; a long list says how long it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import islice

import pytest

from assistant.answer.catalog import LISTED
from assistant.answer.library import Library
from assistant.check.engine import Checker
from assistant.index.lookup import Wanted, said_marks
from assistant.index.outline import Outline, SectionOutline
from assistant.text.figures import find_figures
from assistant.text.normalize import holding_key
from assistant.text.segment import content_lemmas
from assistant.types import Document, Hit, Passage, Region

MANY = 1_200_000
MOST_READ = 400
"""Passages read for one question, at most: a list, its counterparts, forty hits, some more."""
SECTIONS = ("家計動向", "企業動向", "雇用")
KINDS = ("opinion", "policy")
REGIONS = ("北の地方", "中の地方", "南の地方", "西の地方", "東の地方")
TEXTS = (
    "客の来店頻度が減り、売上が{n}％落ちた",
    "原材料の値上がりが続き、利益が出ない",
    "保険会社の求人は{n}件と、前年を上回っている",
    "観光客が戻り、宿泊の予約が増えている",
)  # fmt: skip
PERIOD = 60
"""Passages after which section, kind, region and text come round again."""


class Read(Mapping[str, Passage]):
    """The passages by id, made when they are looked up; notes which were."""

    def __init__(self) -> None:
        self.ids: set[str] = set()

    def __getitem__(self, id: str) -> Passage:
        number = int(id.removeprefix("d/"))
        self.ids.add(id)
        pair = number ^ 1
        return Passage(
            id, "d", KINDS[number % 2], SECTIONS[number % 3],
            TEXTS[number % 4].format(n=number % 50), number * 30, number * 30 + 20,
            Region(REGIONS[number % 5], "stated"), None, (f"d/{pair}",),
        )  # fmt: skip

    def __iter__(self) -> Iterator[str]:
        pytest.fail("an answer goes through all passages")

    def __len__(self) -> int:
        return MANY


class Vast:
    """An index of very many passages that come round; what it finds is worked out."""

    def __init__(self) -> None:
        self.documents = (
            Document(
                "d", "景気の調査", "例の省", "2019", "", "", (), (), (), REGIONS, SECTIONS
            ),
        )  # fmt: skip
        self.by_id = Read()
        sample = [Read()[f"d/{n}"] for n in range(PERIOD)]
        self._sample = [
            (p, set(content_lemmas(f"{p.section}\n{p.text}")), holding_key(p.text)) for p in sample
        ]

    def position(self, id: str) -> int:
        return int(id.removeprefix("d/"))

    def outline(self, document: str) -> Outline:
        sections = tuple(SectionOutline(name, KINDS, KINDS) for name in SECTIONS)
        return Outline(("2019",), (("ウリアゲ", "売上"),), (), sections)

    def count(self, wanted: Wanted) -> int:
        assert not any(word.keys for word in wanted.words)
        return sum(self._fits(n, wanted) for n in range(PERIOD)) * (MANY // PERIOD)

    def select(self, wanted: Wanted, limit: int) -> tuple[Passage, ...]:
        places = [n for n in range(PERIOD) if self._fits(n, wanted)]
        numbers = (base + n for base in range(0, MANY, PERIOD) for n in places) if places else ()
        return tuple(self.by_id[f"d/{n}"] for n in islice(numbers, limit))

    def search(
        self,
        query: str,
        *,
        region: str | None = None,
        document: str | None = None,
        top_k: int = 5,
    ) -> list[Hit]:
        lemmas = set(content_lemmas(query))
        near = [
            (-len(lemmas & own), n)
            for n, (p, own, _) in enumerate(self._sample)
            if region in (None, p.region.name if p.region else None) and lemmas & own
        ]
        legs = {"words": 3.0, "vectors": 0.5, "interaction": 0.8, "literal": 0}
        return [
            Hit(self.by_id[f"d/{n}"], 0.9 + common / 100, legs)
            for common, n in sorted(near)[:top_k]
        ]

    def finds(
        self, lemma: str, among: Collection[str] | None = None, document: str | None = None
    ) -> bool:
        return any(lemma in own for _, own, _ in self._sample)

    def has(self, id: str, lemma: str) -> bool:
        return lemma in self._sample[int(id.partition("/")[2]) % PERIOD][1]

    def has_expansions(self, id: str) -> bool:
        return False

    def _fits(self, number: int, wanted: Wanted) -> bool:
        passage, lemmas, key = self._sample[number]
        marks = {m for f in find_figures(passage.text) for m in said_marks(f)}
        return (
            wanted.section in (None, passage.section)
            and (not wanted.kinds or passage.kind in wanted.kinds)
            and wanted.region in (None, passage.region.name if passage.region else None)
            and wanted.candidate is None
            and (not wanted.marks or not marks.isdisjoint(wanted.marks))
            and all(
                not lemmas.isdisjoint(w.lemmas) or any(k in key for k in w.keys)
                for w in wanted.words
            )
        )


@pytest.fixture(scope="module")
def vast() -> Vast:
    return Vast()


@pytest.fixture(scope="module")
def library(vast: Vast) -> Library:
    return Library(vast)


QUESTIONS = [
    ("参加者の意見をすべて教えてください", "600000件"),
    ("家計動向についての意見を全部見せて", "200000件"),
    ("意見は全部で何件ありますか", "600000件"),
    ("雇用についての方針は何件ですか", "200000件"),
    ("北の地方の意見をすべて", "120000件"),
    ("「観光客」という記述をすべて教えて", "ほかにも該当する記載があります"),
    ("求人についての意見を一覧で", ""),
    ("北の地方では観光客は戻っていますか", "観光客が戻り"),
    ("観光客は戻っていますか", "観光客が戻り"),
    ("売上は何％落ちましたか", "％"),
    ("12％という数字はどこに出てきますか", ""),
    ("予算はいくらですか", "出典に記載がありません"),
    ("月の裏側には何がありますか", "出典に記載がありません"),
    ("2030年の見通しは", "出典に記載がありません"),
    ("うりあげはどうですか", "売上"),
]


@pytest.mark.parametrize(("question", "said"), QUESTIONS)
def test_a_question_reads_few_passages(
    vast: Vast, library: Library, question: str, said: str
) -> None:
    vast.by_id.ids.clear()
    answer = library.ask(question)
    assert len(vast.by_id.ids) <= MOST_READ
    assert len(answer.citations) <= 2 * LISTED
    assert re.search(said, answer.answer), answer.answer[:300]


def test_what_else_there_is_goes_on_behind_what_was_shown(vast: Vast, library: Library) -> None:
    vast.by_id.ids.clear()
    first = library.ask("家計動向についての意見を全部見せて")
    more = library.ask("ほかには？", ["家計動向についての意見を全部見せて"])
    assert len(vast.by_id.ids) <= 3 * MOST_READ
    shown = {c.passage.id for c in first.citations}
    assert more.citations
    assert not shown & {c.passage.id for c in more.citations}


def test_a_check_reads_few_passages(vast: Vast) -> None:
    checker = Checker(vast)
    vast.by_id.ids.clear()
    text = (
        "売上が12％落ちたという声があった。意見は600000件ある。「観光客が戻り、宿泊の予約が増えている」"
        "と「観光客が戻り、宿泊の予約が減っている」とあった。"
    )
    checked = checker.check(text)
    assert len(vast.by_id.ids) <= 2 * MOST_READ
    assert [q.verdict for q in checked.quotes] == ["verbatim", "differs"]
    counted = next(c for c in checked.claims if c.text == "600000件")
    assert counted.verdict == "supported"


def test_of_very_many_passages_half_the_words_of_a_figure_prove_nothing(vast: Vast) -> None:
    checker = Checker(vast)
    whole = checker.check("保険会社の求人は7件だった").claims[0]
    assert whole.verdict == "contradicted"
    half = checker.check("会社の求人は7件だった").claims[0]
    assert half.verdict == "not_in_source"
