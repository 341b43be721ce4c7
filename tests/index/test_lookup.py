"""Passages by what they are and hold: in printed order, exactly, rows of tables aside."""

from __future__ import annotations

import pytest

from assistant.index.lookup import Spellings, Wanted, said_marks, unit_mark
from assistant.index.outline import MOST_FIELDS, OutlineMaker, SectionOutline
from assistant.index.search import Index
from assistant.text.figures import find_figures
from assistant.text.segment import content_lemmas
from assistant.types import Document, Passage, Region, Table, TableRow

from .conftest import FakeEncoder
from .stores import MakeIndex

OPEN = Region(None, "unresolved", "並び順", ("北", "南"))


def passage(id: str, kind: str, section: str, text: str, **more: object) -> Passage:
    document, _, place = id.partition("/")
    start = 10 * int(place)
    return Passage(id, document, kind, section, text, start, start + len(text), **more)  # type: ignore[arg-type]


FIRST = Document(
    "a", "題", "市", "2024", "", "",
    (
        passage("a/1", "outline", "概要", "2024年5月12日", label="開催日"),
        passage("a/2", "opinion", "支援", "里親が500世帯に足りない", paired=("a/3",)),
        passage("a/3", "policy", "支援", "里親委託率を55.6％とする", paired=("a/2",)),
        passage("a/4", "finding", "地域", "しせつが 遠い", region=Region("北", "stated")),
        passage("a/5", "finding", "地域", "坂道が多い", region=OPEN),
        passage("a/6", "row", "出席", "里親 12名"),
    ),
    (),
    (Table("t", "a", "", "出席", "", "k", (), (), (), (TableRow("a/6", {}, {}),)),),
    sections=("概要", "支援", "地域", "出席"),
)  # fmt: skip
SECOND = Document(
    "b", "題", "市", "2025", "", "",
    (passage("b/1", "opinion", "支援", "保育園が足りない。2025年は3つ減った"),), (),
    sections=("支援",),
)  # fmt: skip


@pytest.fixture(scope="module")
def lookup(make_index: MakeIndex) -> Index:
    return make_index([FIRST, SECOND], FakeEncoder(), [])


def lemma(*lemmas: str) -> tuple[Spellings, ...]:
    return tuple(Spellings(lemmas=(word,)) for word in lemmas)


def key(*keys: str) -> tuple[Spellings, ...]:
    return (Spellings(keys=keys),)


WANTED = [
    (Wanted(), "a/1 a/2 a/3 a/4 a/5 b/1", "rows of tables are left out"),
    (Wanted(rows=True), "a/1 a/2 a/3 a/4 a/5 a/6 b/1", "unless they are wanted"),
    (Wanted(document="b"), "b/1", "of one document"),
    (Wanted(section="支援"), "a/2 a/3 b/1", "of every section of that name"),
    (Wanted(section="支援", document="a", kinds=("policy",)), "a/3", "all that is wanted"),
    (Wanted(kinds=("opinion", "policy")), "a/2 a/3 b/1", "printed order, whatever the kind"),
    (Wanted(region="北"), "a/4", "an open region is nobody's"),
    (Wanted(candidate="北"), "a/5", "but may be one of several"),
    (Wanted(words=lemma("里親")), "a/2 a/3", "a lemma of the text"),
    (Wanted(words=lemma("里親"), rows=True), "a/2 a/3 a/6", "a lemma of a row"),
    (Wanted(words=lemma("地域")), "a/4 a/5", "a lemma of the heading"),
    (Wanted(words=lemma("開催")), "a/1", "a lemma of the label"),
    (Wanted(words=lemma("北")), "a/4", "the name of a settled region"),
    (Wanted(words=lemma("里親", "委託")), "a/3", "every word"),
    (Wanted(words=(Spellings(("坂道",), ("保育",)),)), "a/5 b/1", "either spelling"),
    (Wanted(words=key("シセツガ遠")), "a/4", "kana alike, blanks aside"),
    (Wanted(words=key("題")), "", "no title"),
    (Wanted(words=key("イ坂")), "", "not across two passages"),
    (Wanted(marks=("number:500世帯",)), "a/2", "a number with its unit"),
    (Wanted(marks=(unit_mark("世帯"), "percent")), "a/2 a/3", "any of the marks"),
    (Wanted(marks=(unit_mark("つ"),), words=lemma("里親")), "", "marks and words"),
]  # fmt: skip


@pytest.mark.parametrize(("wanted", "ids", "reason"), WANTED)
def test_what_is_wanted_is_found(lookup: Index, wanted: Wanted, ids: str, reason: str) -> None:
    found = [p.id for p in lookup.select(wanted, 100)]
    assert found == ids.split(), reason
    assert lookup.count(wanted) == len(found)
    assert [p.id for p in lookup.select(wanted, 1)] == found[:1]


def test_a_passage_has_the_lemmas_of_its_text_and_of_what_it_stands_under(lookup: Index) -> None:
    passages = (*FIRST.passages, *SECOND.passages)
    own = {}
    for p in passages:
        region = p.region.name if p.region else None
        parts = (p.text, p.section, p.label, region)
        own[p.id] = {one for part in parts if part for one in content_lemmas(part)}
    every = set().union(*own.values())
    assert len(every) > 20
    for id, lemmas in own.items():
        assert {one for one in every if lookup.has(id, one)} == lemmas
    assert not lookup.has("a/2", "世"), "a part of a word is none"
    with pytest.raises(KeyError):
        lookup.has("b/2", "里親")


def test_every_passage_has_its_place(lookup: Index) -> None:
    assert [lookup.position(id) for id in ("a/1", "a/6", "b/1")] == [0, 5, 6]
    assert lookup.by_id["b/1"] == SECOND.passages[0]
    assert "b/2" not in lookup.by_id
    assert len(lookup.by_id) == 7
    with pytest.raises(KeyError):
        lookup.position("b/2")


def test_an_outline_says_what_a_document_holds(lookup: Index) -> None:
    outline = lookup.outline("a")
    assert outline.years == ("2024",)
    assert ("サトオヤ", "里親") in outline.readings
    assert not any(noun == "名" for _, noun in outline.readings)
    assert outline.fields == ("a/1",)
    assert outline.sections == (
        SectionOutline("概要", ("outline",)),
        SectionOutline("支援", ("opinion", "policy"), ("opinion", "policy")),
        SectionOutline("地域", ("finding",)),
    )
    assert outline.labels == ("開催日",)
    assert dict(outline.kinds) == {"outline": 1, "opinion": 1, "policy": 1, "finding": 2, "row": 1}
    assert dict(outline.bases) == {"stated": 1, "unresolved": 1}
    assert lookup.outline("b").years == ("2025",)


def test_labels_without_number_name_no_fields() -> None:
    maker = OutlineMaker()
    for number in range(MOST_FIELDS + 1):
        maker.add(
            passage(f"a/{number}", "row", "", "本文", label=f"番号{number}"), [], [], row=True
        )
    assert maker.outline().fields == ()
    assert len(maker.outline().labels) == MOST_FIELDS + 1


def test_marks_of_figures() -> None:
    marks = [said_marks(f) for f in find_figures("第3章に500世帯、55.6％、5月12日、7")]
    assert [m for m in marks if m] == [
        ("number:500世帯", "unit:世帯"),
        ("percent:55.6", "percent"),
    ]
