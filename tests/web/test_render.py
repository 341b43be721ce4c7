"""Answers and sources as HTML, without a server: what is shown, and that it is only text."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.types import Answer, Citation, Document, Passage, Piece, Region
from assistant.web import labels, render
from assistant.web.conversation import HISTORY_GIVEN, TURNS_KEPT, Conversation
from assistant.web.current import Site
from assistant.web.gate import rewrite
from assistant.web.markup import attribute, is_number, source_url, text, whole
from assistant.web.tabs.source import source_page

from .fakes import EAST, MACHI, OPEN, OPINION, POLICY, WEST, FakeAssistant


class Reader(HTMLParser):
    """What a browser would make of markup: its text by enclosing tag, and its elements."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: list[tuple[tuple[str, ...], str]] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in {"meta", "link", "input"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append((tuple(self.open), data))

    def inside(self, tag: str) -> str:
        return "".join(data for path, data in self.texts if tag in path)

    @property
    def all(self) -> str:
        return "".join(data for _, data in self.texts)


PRINTABLE = st.text(
    st.characters(exclude_categories=("Cc", "Cf", "Cs", "Co"), exclude_characters="\u2028\u2029")
)


@given(PRINTABLE)
def test_escaped_text_reads_back_as_it_was(value):
    reader = Reader(f"<p>{text(value)}</p>")
    assert reader.all == value
    assert [tag for tag, _ in reader.elements] == ["p"]
    _, attributes = Reader(f'<p title="{attribute(value)}"></p>').elements[0]
    assert attributes == {"title": value}


@given(st.text())
def test_any_text_can_be_shown(value):
    text(value).encode()
    attribute(value).encode()


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("a\x00b", "a\ufffdb"),
        ("右\u202e左", "右左"),
        ("\ud83d\ude00", "😀"),
        ("\ud83d", "\ufffd"),
        ("改行\nタブ\t", "改行\nタブ\t"),
    ],
)
def test_what_cannot_be_shown_is_replaced(given_text, shown):
    assert Reader(text(given_text)).all == shown


def test_a_private_glyph_keeps_its_place():
    assert text("\uf0d8 一部") == '<span class="glyph">\uf0d8</span> 一部'


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("24名", True),
        ("１５ 名", True),
        ("1,718", True),
        ("55.6％", True),
        ("−3名", True),
        ("13市町村", True),
        ("10月17日(木)", False),
        ("9:00～12:00", False),
        ("東", False),
        ("", False),
    ],
)
def test_cells_of_numbers_are_told_from_others(cell, number):
    assert is_number(cell) is number


def _reply(answer: Answer) -> Reader:
    talk = Conversation().asking(answer.question).answered(answer)
    return Reader(render.conversation(talk, (MACHI,)))


@pytest.mark.parametrize(
    ("question", "offered"),
    [("予算はいくらですか", True), ("あいまい", False), ("一覧で", False)],
)
def test_a_refusal_offers_what_has_an_answer(question, offered):
    talk = Conversation().asking(question).answered(FakeAssistant().ask(question))
    shown = render.conversation(talk, (MACHI,), ("甲は？", "乙は？", "丙は？", "丁は？"))
    assert [f'data-ask="{name}は？"' in shown for name in "甲乙丙丁"] == [offered] * 3 + [False]


@pytest.mark.parametrize(
    ("words", "links"),
    [
        ("一つ。[1]", [1]),
        ("二つ。[1][2]", [1, 2]),
        ("[2]初め", [2]),
        ("知らない[3]", []),
        ("混ざる[1][3][2]", [1, 2]),
        ("[0] [01] [x] []", [1]),
        ("", []),
    ],
)
def test_marks_link_to_citations_that_exist_and_to_no_others(words, links):
    cited = (Citation(1, OPINION, "t"), Citation(2, POLICY, "t"))
    reader = _reply(Answer("q", words, "passages", citations=cited))
    marks = [a["href"] for tag, a in reader.elements if a.get("class") == "mark"]
    # Each card of the pair also links to the other one.
    assert marks == [f"#turn-1-c{n}" for n in links] + ["#turn-1-c2", "#turn-1-c1"]
    ids = {a["id"] for _, a in reader.elements if a.get("id")}
    assert {mark.removeprefix("#") for mark in marks} <= ids


def test_a_refusal_carries_no_citation_and_says_why():
    answer = FakeAssistant().ask("予算はいくらですか")
    reader = _reply(answer)
    assert labels.NOT_STATED in reader.all
    assert reader.all.count(labels.NOT_STATED) == 1
    assert labels.RELATED in reader.all
    assert not [a for _, a in reader.elements if a.get("class") in {"mark", "n"}]


@pytest.mark.parametrize("reason", sorted(labels.ABSTENTIONS))
def test_a_refusal_for_another_reason_names_it(reason):
    answer = Answer("q", f"{labels.NOT_STATED}。わけ。", "not_found", True, reason)
    assert labels.ABSTENTIONS[reason] in _reply(answer).all


def test_rows_stand_once_with_their_marks_and_other_bullets_stay():
    rows = (("地域", "人数"), ("東", "24名"), ("西", "8名"))
    words = "次のとおりです。\n・東 24名[1]\n・西 8名[2]。\n・南は別 [1]\n以上。"
    cited = (Citation(1, EAST, "t"), Citation(2, WEST, "t"))
    reader = _reply(Answer("q", words, "table", citations=cited, rows=rows))
    bullets = [data for path, data in reader.texts if path[-2:] == ("li", "p") and "ul" in path]
    assert bullets == ["南は別"]
    assert reader.inside("th") == "地域人数東出典1西出典2"
    assert reader.inside("td") == "24名8名"
    assert "次のとおりです。" in reader.all
    assert "以上。" in reader.all


def test_an_english_answer_is_marked_as_english():
    reader = _reply(FakeAssistant().ask("How many people attended in the East?"))
    assert ("div", {"class": "words", "lang": "en"}) in reader.elements
    refusal = Answer("q", "No.", "not_found", True, "not_stated", language="en")
    assert "Not stated in the source" in _reply(refusal).all


def test_the_announcement_has_the_answer_without_marks():
    spoken = Reader(render.announcement(FakeAssistant().ask("一覧で"))).all
    assert spoken.startswith("回答: 地域別の出席者は次のとおりです。")
    assert "[1]" not in spoken


@pytest.mark.parametrize(
    ("region", "shown"),
    [
        (Region("東", "stated"), ("東", "✓", "記載あり", ())),
        (Region("西", "inferred", "わけ"), ("西", "△", "推定", ("わけ",))),
        (
            Region(None, "unresolved", "わけ", ("東", "西")),
            ("地域", "?", "未確定", ("候補: 東・西", "わけ")),
        ),
        # Even if it had a name: what is open is not named.
        (Region("東", "unresolved"), ("地域", "?", "未確定", ())),
    ],
)
def test_a_region_is_shown_with_how_it_is_known(region, shown):
    place = labels.place_of(region)
    assert (place.name, place.sign, place.basis, place.details) == shown


@pytest.mark.parametrize(
    ("date", "shown"),
    [("2024-11", "2024年11月"), ("2024-01-05", "2024年1月5日"), ("2024", "2024年"), ("秋", "秋")],
)
def test_dates_are_written_as_japanese_writes_them(date, shown):
    assert labels.month_of(date) == shown


def test_the_documents_title_stands_on_cards_only_where_there_are_several():
    talk = Conversation().asking("q").answered(FakeAssistant().ask("東"))
    other = replace(MACHI, id="b")
    assert MACHI.title not in Reader(render.conversation(talk, (MACHI,))).all
    assert MACHI.title in Reader(render.conversation(talk, (MACHI, other))).all


def test_links_lead_to_the_passage_in_the_source():
    assert source_url(EAST) == (
        "source/machi?passage=machi%2Fattendance%2Feast#machi%2Fattendance%2Feast"
    )
    ids = {a.get("id") for _, a in Reader(source_page(MACHI, Site(FakeAssistant()), EAST)).elements}
    assert {p.id for p in MACHI.passages} <= ids


@given(st.data())
def test_the_source_page_shows_the_source_and_marks_exactly_the_citation(data):
    source = data.draw(st.text("あい <&\"'\n\f\r\t東1。", min_size=1, max_size=60))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(source)), min_size=2, max_size=8)))
    passages = tuple(
        Passage(f"d/{n}", "d", "note", "s", source[a:b], a, b)
        for n, (a, b) in enumerate(zip(cuts[::2], cuts[1::2], strict=False))
    )
    document = Document("d", "t", "", "", "", source, passages, (Piece("heading", "h", 0, 1),))
    cited = data.draw(st.sampled_from(passages))
    reader = Reader(source_page(document, Site(FakeAssistant(document)), cited))
    lines = reader.inside("main").replace("ここで原文のページが変わります", "")
    assert squeeze(lines) == squeeze(source)
    assert squeeze(reader.inside("mark")) == squeeze(source[cited.start : cited.end])


def squeeze(value: str) -> str:
    return "".join(value.split())


def test_overlapping_passages_show_the_text_once():
    source = "あいうえお"
    first = Passage("d/1", "d", "note", "s", "あいう", 0, 3)
    second = Passage("d/2", "d", "note", "s", "うえお", 2, 5)
    document = Document("d", "t", "", "", "", source, (first, second), ())
    reader = Reader(source_page(document, Site(FakeAssistant(document)), second))
    assert squeeze(reader.inside("main")) == source
    assert reader.inside("mark") == "えお"


def test_every_passage_of_the_real_corpus_is_marked_as_it_stands():
    from assistant.documents.load import load_corpus

    for document in load_corpus(Path(__file__).parents[2] / "corpus"):
        site = Site(FakeAssistant(document))
        for passage in document.passages:
            marked = Reader(source_page(document, site, passage)).inside("mark")
            assert squeeze(marked) == squeeze(passage.text)


def test_a_conversation_is_bounded_and_numbers_go_on():
    talk = Conversation()
    for n in range(TURNS_KEPT + 5):
        talk = talk.asking(f"質問{n}")
        assert talk.turns[-1].answer is None
        talk = talk.answered(Answer(f"質問{n}", "答え", "passages"))
    assert len(talk.turns) == TURNS_KEPT
    assert talk.turns[-1].number == TURNS_KEPT + 5
    assert talk.questions == tuple(
        f"質問{n}" for n in range(TURNS_KEPT + 5 - HISTORY_GIVEN, TURNS_KEPT + 5)
    )
    assert talk.asking("まだ").questions == talk.questions


def test_the_page_is_rewritten_where_gradio_left_it_foreign():
    from importlib.resources import files

    page = (files("gradio") / "templates/frontend/index.html").read_bytes()
    new = rewrite(page, "abc").decode()
    assert 'lang="ja"' in new
    assert 'lang="en"' not in new
    assert "<base" not in new
    assert "og:" not in new
    assert "<noscript>" in new
    assert new.count("page/page.css") == new.count("page/page.js") == 1
    assert new.count("<script") == new.count('nonce="abc"')


def test_unresolved_text_is_never_headed_by_a_candidate():
    answer = Answer("q", "文 [1]", "passages", citations=(Citation(1, OPEN, "t"),))
    reader = _reply(answer)
    strong = [data for path, data in reader.texts if path[-1:] == ("strong",)]
    assert strong == ["地域"]


@given(st.text())
def test_whole_text_can_always_be_encoded(value):
    whole(value).encode()
    assert whole(whole(value)) == whole(value)


def test_lines_bullets_and_what_belongs_to_a_bullet_keep_their_shape():
    words = "初め\n・一つ目\n　続き\n・二つ目\n終わり\n\n- 別の列"
    reader = _reply(Answer("q", words, "passages"))
    assert "初め一つ目続き二つ目終わり別の列" in reader.all
    within = [data for path, data in reader.texts if "li" in path]
    assert within == ["一つ目", "続き", "二つ目", "別の列"]
    assert [tag for tag, _ in reader.elements].count("ul") == 2
    assert [tag for tag, _ in reader.elements].count("li") == 3
