"""What the tab of the opinions lists, finds, marks and puts together, without a browser."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.index.lookup import Wanted
from assistant.types import Hit, Passage
from assistant.web.markup import kind_line
from assistant.web.opinions import finding, show
from assistant.web.opinions.entries import entries_of
from assistant.web.opinions.finding import Choice, Finder
from assistant.web.opinions.words import marked, marks

from .fakes import GUESSED, HOSTILE_DOCUMENT, MACHI, OPEN, OPINION, POLICY, FakeAssistant


def test_an_opinion_its_response_and_the_cells_of_regions_are_entries_and_rows_are_not():
    found = entries_of((MACHI,))
    assert [entry.main for entry in found] == [OPINION, OPEN, GUESSED]
    assert found[0].responses == (POLICY,)


def test_without_words_opinions_come_before_the_cells_of_regions():
    cells_first = replace(MACHI, passages=(OPEN, GUESSED, OPINION, POLICY))
    finder = Finder(FakeAssistant(cells_first))
    assert [f.entry.main for f in finder.find(Choice()).found] == [OPINION, OPEN, GUESSED]
    in_source = finder.find(Choice(order="source")).found
    assert [f.entry.main for f in in_source] == [OPEN, GUESSED, OPINION]


def test_a_documents_own_words_for_a_kind_are_shown_as_text_and_head_its_column():
    own = replace(POLICY, kind_words="<b>市の考え方</b>")
    document = replace(MACHI, passages=(OPINION, own), kind_words={"policy": own.kind_words})
    assert "&lt;b&gt;市の考え方&lt;/b&gt;" in kind_line(own)
    for shown, words in ((document, "<b>市の考え方</b>"), (MACHI, "対応方針")):
        found = Finder(FakeAssistant(shown)).find(Choice()).found
        assert words in show.file_rows(found, {MACHI.id: MACHI.title})[0]


def test_a_document_without_opinions_is_listed_passage_by_passage():
    assert [e.main for e in entries_of((HOSTILE_DOCUMENT,))] == list(HOSTILE_DOCUMENT.passages)


@pytest.mark.parametrize(
    ("query", "words", "expected"),
    [
        ("体制", "現場では、体制強化の体制", ["体制", "体制"]),
        ("ｼｮｰﾄｽﾃｲ", "ショートステイを地域内で", ["ショートステイ"]),
        ("npo", "長野市ではＮＰＯ法人", ["ＮＰＯ"]),
        ("強化する", "体制を強化した", ["強化"]),
        ("里親 委託", "里親等委託", ["里親", "委託"]),
        ("里親委託", "里親への委託", ["里親", "委託"]),
        ("の", "町の体制", ["の"]),
        ("別の言葉", "町の体制", []),
        ("", "町の体制", []),
        ("  ", "町の 体制", []),
    ],
)
def test_words_are_marked_whatever_their_width_case_and_form(query, words, expected):
    assert [words[a:b] for a, b in marks(query, words)] == expected


@given(st.text(max_size=30), st.text(max_size=30))
def test_marking_never_fails_and_its_spans_are_in_order(query, words):
    spans = marks(query, words)
    flat = [place for span in spans for place in span]
    assert flat == sorted(flat)
    assert all(0 <= a < b <= len(words) for a, b in spans)


def test_marked_words_are_escaped():
    assert marked("b", "<b>&") == "&lt;<mark>b</mark>&gt;&amp;"


class Similar(FakeAssistant):
    """Three opinions; the first two are each other's nearest, the third gets the same response."""

    def __init__(self) -> None:
        pairs = [(replace(OPINION, id=f"machi/o{n}", paired=(f"machi/p{n}",)), n) for n in range(4)]
        policies = [
            replace(POLICY, id=f"machi/p{n}", paired=(f"machi/o{n}",), text=words, repeated=False)
            for n, words in enumerate(["一", "二", "二【再掲】", "四"])
        ]
        opinions = [opinion for opinion, _ in pairs]
        super().__init__(replace(MACHI, passages=(*opinions, *policies), tables=()))
        self.nearest = {"o0": "o1", "o1": "o0", "o2": "o0", "o3": "o2"}
        self.cosine = 0.9

    def search(self, query, *, kind=None, top_k=5, **_filters):
        self.asked = getattr(self, "asked", -1) + 1
        near = self.passages[f"machi/{self.nearest[f'o{self.asked % 4}']}"]
        return [Hit(near, 1.0, {"vectors": self.cosine})]


def test_opinions_are_put_together_by_nearness_and_by_the_same_response():
    found = Finder(Similar()).find(Choice(grouped=True)).found
    together = [[f.entry.number, *(e.number for e in f.similar)] for f in found]
    assert together == [[1, 2, 3], [4]]


def test_a_weak_nearness_puts_nothing_together():
    assistant = Similar()
    assistant.cosine = 0.3
    found = Finder(assistant).find(Choice(grouped=True)).found
    assert [[f.entry.number, *(e.number for e in f.similar)] for f in found] == [[1], [2, 3], [4]]


def test_what_repeats_a_response_leads_to_the_other_place():
    entries = entries_of(Similar().documents)
    assert [p.id for p in entries[2].same] == ["machi/p1"]
    assert entries[0].same == ()


def test_a_choice_of_several_groups_fits_both():
    finder = Finder(FakeAssistant())
    chosen = {"region": ("西", "東"), "basis": ("inferred",)}
    assert [f.entry.main for f in finder.find(Choice(groups=chosen)).found] == [GUESSED]
    assert finder.find(Choice(groups={"section": ("ない分野",)})).found == ()


def test_several_documents_can_be_chosen_among():
    finder = Finder(FakeAssistant(MACHI, HOSTILE_DOCUMENT))
    result = finder.find(Choice())
    facet = next(f for f in result.facets if f.name == "document")
    assert facet.options == (("machi", MACHI.title, 3), ("warui", HOSTILE_DOCUMENT.title, 1))
    chosen = finder.find(Choice(groups={"document": ("warui",)}))
    assert [f.entry.main.document for f in chosen.found] == ["warui"]
    assert all(f.name != "document" for f in Finder(FakeAssistant()).find(Choice()).facets)


class Large(FakeAssistant):
    """Says what is asked of a corpus that is taken for a large one."""

    def position(self, id: str) -> int:
        return list(self.passages).index(id)

    def select(self, wanted: Wanted, limit: int) -> tuple[Passage, ...]:
        rows = {row.passage for d in self.documents for t in d.tables for row in t.rows}
        found = [
            p
            for p in self.passages.values()
            if p.id not in rows
            and wanted.document in (None, p.document)
            and wanted.section in (None, p.section)
            and (not wanted.kinds or p.kind in wanted.kinds)
            and wanted.region in (None, p.region.name if p.region else None)
            and (wanted.candidate is None or (p.region and wanted.candidate in p.region.candidates))
        ]
        return tuple(found[:limit])


def test_of_a_large_corpus_only_what_is_shown_is_made_into_entries(monkeypatch):
    monkeypatch.setattr(finding, "MOST_LISTED", 0)
    finder = Finder(Large(MACHI, HOSTILE_DOCUMENT))
    assert finder.entries == ()
    assert not finder.can_group
    result = finder.find(Choice())
    assert result.partial
    assert [f.entry.main for f in result.found if f.entry.main.kind == "opinion"] == [OPINION]
    assert next(f.entry for f in result.found if f.entry.main == OPINION).responses == (POLICY,)
    assert all(f.entry.main != POLICY for f in result.found)
    only = finder.find(Choice(groups={"region": ("西",), "document": ("machi",)}))
    assert [f.entry.main for f in only.found] == [OPEN, GUESSED]
    words = {f.name: dict(option[:2] for option in f.options) for f in result.facets}
    assert words["document"] == {"machi": MACHI.title, HOSTILE_DOCUMENT.id: HOSTILE_DOCUMENT.title}
    assert words["kind"]["policy"] == "対応方針"
    sought = finder.find(Choice(query="体制"))
    assert [f.entry.number for f in sought.found]
