"""Answerers over the published document and over small documents made here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from assistant.answer.catalog import Catalog
from assistant.answer.citer import Citer
from assistant.answer.passages import PassageAnswerer, Quoted
from assistant.config import load_settings
from assistant.documents.load import load_corpus
from assistant.index.encoder import StaticEncoder
from assistant.index.part import build_part
from assistant.index.search import Index
from assistant.index.store import index_of, open_index
from assistant.tables.words import question_language
from assistant.types import Passage

ROOT = Path(__file__).resolve().parents[2]
NAGANO = "nagano-2024-kondankai"

BUS = """朝日市地域交通の意見交換会 実施結果

ねらい

(1) 路線の見直し案を共有すること
(2) 住民の足を守る方法を話し合うこと

開催日 2023.5.12

主な意見 市の考え方

バスの本数

朝の便が少なく、通学に使えない

朝の便の増便を検討

土曜日の便がほしい

土曜日の運行を試行

運賃の支援

高齢者の運賃の負担が重い。乗車率は12.5％と低い

高齢者割引の導入を記載

北地区 南地区

停留所まで遠い世帯が多い

坂道が多く、歩くのが大変
"""

BUS_DECLARATION = """
title = "朝日市地域交通の意見交換会 実施結果"
publisher = "朝日市 交通課"
date = "2023-06"
licence = "CC BY 4.0"
reader = "layout"

[aliases]
"ねらい" = ["目的"]
"バスの本数" = ["便数", "ダイヤ"]

[[region]]
name = "北地区"
slug = "north"
aliases = ["きたちく"]

[[region]]
name = "南地区"
slug = "south"

[[attribution]]
id = "north"
region = "北地区"
basis = "inferred"
reason = "並び順からの推定です。"

[[attribution]]
id = "open"
basis = "unresolved"
candidates = ["南地区"]
reason = "どの地区の枠かは決められません。"

[[part]]
type = "heading"
texts = ["朝日市地域交通の意見交換会 実施結果", "ねらい"]

[[part]]
type = "items"
markers = "("
keep_marker = true
id = "purpose/{n}"
kind = "purpose"
section = "ねらい"
lines = [1, 1]

[[part]]
type = "field"
label = "開催日"
id = "outline/day"
kind = "outline"
section = "実施の概要"

[[part]]
type = "layout"
name = "列見出し"
text = "主な意見 市の考え方"

[[part]]
type = "heading"
text = "バスの本数"

[[part]]
type = "pairs"
kinds = ["opinion", "policy"]
slug = "bus"
section = "バスの本数"
lines = [[1, 1], [1, 1]]

[[part]]
type = "heading"
text = "運賃の支援"

[[part]]
type = "pairs"
kinds = ["opinion", "policy"]
slug = "fare"
section = "運賃の支援"
lines = [[1, 1]]

[[part]]
type = "layout"
name = "地区の一覧"
texts = ["北地区", "南地区"]

[[part]]
type = "boxes"
sections = { paragraph = "地区の状況" }

[[part.box]]
id = "area/1"
kind = "paragraph"
starts = "停留所"
attribution = "north"
lines = 1

[[part.box]]
id = "area/2"
kind = "paragraph"
starts = "坂道"
attribution = "open"
lines = 1
"""


@dataclass(frozen=True, slots=True)
class Said:
    """An answer with its citations, in the order of their numbers."""

    quoted: Quoted
    cited: tuple[Passage, ...]

    @property
    def text(self) -> str:
        return self.quoted.text

    @property
    def ids(self) -> list[str]:
        """Return the cited ids without the document's name."""
        return [p.id.split("/", 1)[1] for p in self.cited]


class Asker:
    """Asks one answerer, with a new citer each time as the engine does."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.answerer = PassageAnswerer(index)
        self.passages = index.by_id
        self._titles = {d.id: d.title for d in index.documents}

    def __call__(self, question: str, *history: str) -> Said:
        citer = Citer(self.passages, self._titles)
        quoted = self.answerer.answer(question, history, citer, question_language(question))
        return Said(quoted, tuple(c.passage for c in citer.citations()))


def open_corpus(corpus: Path, folder: Path) -> Index:
    """Build and open the index of ``corpus`` under ``folder`` with the project's encoder."""
    return open_index(replace(load_settings(ROOT), corpus=corpus, index=folder / "index"))


def write_bus(corpus: Path) -> Path:
    folder = corpus / "bus"
    folder.mkdir(parents=True)
    (folder / "bus.txt").write_text(BUS, encoding="utf-8")
    (folder / "document.toml").write_text(BUS_DECLARATION, encoding="utf-8")
    return corpus


@pytest.fixture(scope="session")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    return Asker(open_corpus(ROOT / "corpus", tmp_path_factory.mktemp("nagano")))


@pytest.fixture(scope="session")
def ask_bus(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    folder = tmp_path_factory.mktemp("bus")
    return Asker(open_corpus(write_bus(folder / "corpus"), folder))


@pytest.fixture(scope="session")
def nagano_catalog() -> Catalog:
    encoder = StaticEncoder(ROOT / "models" / "chive-tuned")
    return Catalog(index_of(build_part(load_corpus(ROOT / "corpus"), encoder), encoder))
