"""Documents added, corrected and removed over HTTP: the next answer knows, and nothing is lost."""

from __future__ import annotations

import io
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import docx
import openpyxl
import pytest

from files.make import lines, pdf, picture

from .fakes import IMAGE, SCRIPT
from .managing import LOANS, Desk, box_of, managing, shown


@pytest.fixture(scope="module")
def served_desk(tmp_path_factory):
    with managing(tmp_path_factory.mktemp("manage")) as desk:
        yield desk
    foreseen = [line for line in desk.said if line == "RuntimeError: secret detail"]
    unforeseen = [line for line in desk.said if re.match(r"\w*(?:Error|Exception)\b", line)]
    assert unforeseen == foreseen, "\n".join(desk.said)


@pytest.fixture
def desk(served_desk) -> Desk:
    """The page, its corpus as it was at the beginning."""
    yield served_desk
    for id in {name.split("/")[0] for name in served_desk.state()} - {"cafe"}:
        served_desk.remove(id, sure="yes")


def word() -> bytes:
    document = docx.Document()
    document.add_heading("柿の会議の記録", 1)
    document.add_paragraph("柿の木の手入れは、ボランティアが行います。")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def sheet() -> bytes:
    book = openpyxl.Workbook()
    for row in (("園名", "定員（人）"), ("もも園", 40), ("うめ園", 55)):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


LOANS_ASKED = "港図書館の貸出冊数は何冊ですか"
KINDS = [
    ("kaki.docx", word(), "柿の木の手入れは誰が行いますか", "ボランティアが行います"),
    ("enji.xlsx", sheet(), "うめ園の定員は何人ですか", "55人"),
    ("kashidashi.csv", LOANS, LOANS_ASKED, "6,789冊"),
    (
        "sakura.pdf",
        pdf(lines("桜まつりの記録", "桜まつりの警備は、消防団が担当しました。")),
        "桜まつりの警備は誰が担当しましたか",
        "消防団が担当しました",
    ),
    (
        "ume.html",
        "<html><body><h1>梅の里の記録</h1><p>梅の収穫体験は、農協が主催しました。</p></body></html>",
        "梅の収穫体験の主催は",
        "農協が主催しました",
    ),
    (
        "momo.md",
        "# 桃の里の記録\n\n- 桃の出荷は、七月に始まります。\n",
        "桃の出荷はいつ始まりますか",
        "七月に始まります",
    ),
    (
        "メモ　その一.txt",
        "栗拾いの記録\n\n栗拾いの受付は、公民館で行います。\n".encode("cp932"),
        "栗拾いの受付はどこで行いますか",
        "公民館で行います",
    ),
    (
        "koe.jsonl",
        '{"text": "蜜柑の皮むき教室を、児童館で開いてほしい。", "section": "蜜柑についての声"}\n',
        "蜜柑の皮むき教室についての意見は",
        "児童館で開いてほしい",
    ),
]


@pytest.mark.parametrize(("name", "data", "question", "answer"), KINDS, ids=[k[0] for k in KINDS])
def test_each_kind_of_file_answers_without_a_restart(desk, name, data, question, answer):
    before = desk.ask(question)
    assert answer not in before["answer"]
    assert "できました" in desk.add((name, data))
    assert answer in desk.ask(question)["answer"]
    (id,) = {path.split("/")[0] for path in desk.state()} - {"cafe"}
    assert "取り除きました" in desk.remove(id)
    after = desk.ask(question)
    assert answer not in after["answer"]
    assert after["answer"] == before["answer"]


def test_several_files_are_added_together_and_every_tab_shows_them(desk):
    said = desk.add(("kashidashi.csv", LOANS), ("momo.md", KINDS[5][1]), publisher="例の町")
    assert said.count("足しました") == 2
    for path, words in {
        "": "桃の里の記録",
        "config": "桃の里の記録",
        "tables/kashidashi/table": "中央図書館",
        "source": "桃の里の記録",
        "source/momo": "桃の出荷は",
        "about": "桃の里の記録",
        "opinions?q=%E6%A1%83": "桃の出荷は",
        "manage": "資料（3件）",
    }.items():
        status, body = desk.get(path)
        assert status == 200
        assert words in body, path
    assert re.search(r'<p class="published">例の町', desk.get("source")[1])


def test_what_was_understood_is_shown_for_confirmation(desk):
    page = desk.change(
        "manage/add",
        [("title", "市立図書館の貸出"), ("date", "2024-04")],
        [("kashidashi.csv", LOANS.encode())],
    )
    assert "manage/documents/kashidashi" in page
    _, body = desk.get("manage/documents/kashidashi")
    said = shown(body)
    assert re.search(r"館名\n行を見分ける\n名前（中央図書館、港図書館）", said)
    assert re.search(r"年度\n行を見分ける\n年や番号（2023年度）", said)
    assert re.search(r"貸出冊数\n数\n単位は「冊」", said)
    assert "合計の行があります" in said
    assert "2024年4月" in said
    assert "「貸出冊数」の単位を、列の名前から「冊」としました。" in said
    assert 'publisher = "不明"' in box_of(body)


def test_what_was_looked_at_is_ticked_off(desk):
    desk.add(("kashidashi.csv", LOANS), title="貸出")
    _, body = desk.get("manage/documents/kashidashi")
    doubts = re.findall(r'name="seen" value="([^"]*)"', body)
    assert len(doubts) == 4
    status, headers, _ = desk.post("manage/documents/kashidashi/checked", [("seen", doubts[0])])
    assert (status, headers["location"]) == (303, "../../../manage/documents/kashidashi#doubts")
    _, body = desk.get("manage/documents/kashidashi")
    assert re.findall(r'name="seen" value="([^"]*)"', body) == doubts[1:]
    review = desk.state()["kashidashi/review.md"].decode()
    assert (review.count("- [x]"), review.count("- [ ]")) == (1, 3)


def test_a_table_can_be_taken_as_lines_to_quote_alone(desk):
    assert "数を調べる表" not in desk.add(("kashidashi.csv", LOANS), tables="no")
    assert "数を調べる表はありません" in shown(desk.get("manage/documents/kashidashi")[1])


def test_a_correction_is_tried_and_then_answers(desk):
    desk.add(("kashidashi.csv", LOANS), title="貸出")
    text, _ = desk.declaration("kashidashi")
    page = desk.correct("kashidashi", text.replace('"冊"', '"点"'))
    assert "を直しました" in shown(page)
    assert "6,789点" in desk.ask("港図書館の貸出冊数はいくつですか")["answer"]
    assert "\r" not in desk.state()["kashidashi/document.toml"].decode()


WRONG = {
    "no toml": (lambda t: f"{t}\nこれは TOML ではない", "TOML として読めません"),
    "an unknown key": (lambda t: f'muda = "x"\n{t}', "muda"),
    "a missing column": (lambda t: t.replace('"館名"', '"館の名"'), "館の名"),
    "no reader": (lambda t: t.replace('reader = "csv"', 'reader = "xml"'), "reader「xml」"),
    "a source elsewhere": (
        lambda t: t.replace('source = "kashidashi.csv"', 'source = "../cafe/cafe.md"'),
        "../cafe/cafe.md",
    ),
    "the title of another": (
        lambda t: t.replace('title = "貸出"', 'title = "里親カフェの記録"', 1),
        "同じ題名の資料「里親カフェの記録」",
    ),
    "nothing": (lambda _: "", "がありません"),
    "too long": (lambda t: t + "#" * (1 << 20), "長すぎ"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_correction_gives_its_sentence_and_loses_nothing(desk, wrong):
    desk.add(("kashidashi.csv", LOANS), title="貸出")
    before = desk.state()
    change, sentence = WRONG[wrong]
    text = change(desk.declaration("kashidashi")[0])
    checksum = desk.declaration("kashidashi")[1]
    fields = [("toml", text), ("checksum", checksum)]
    status, headers, body = desk.post("manage/documents/kashidashi", fields)
    if status == 303:
        _, body = desk.get(headers["location"].replace("../", ""))
        assert box_of(body) == text
        assert 'role="alert"' in body
    else:
        assert status == 400
    assert sentence in shown(body)
    assert desk.state() == before
    assert "6,789冊" in desk.ask(LOANS_ASKED)["answer"]


def test_two_who_correct_at_once_do_not_overwrite_each_other(desk):
    desk.add(("kashidashi.csv", LOANS), title="貸出")
    text, checksum = desk.declaration("kashidashi")
    desk.correct("kashidashi", text.replace("不明", "例の町", 1))
    mine = text.replace("不明", "例の村", 1)
    page = desk.change("manage/documents/kashidashi", [("toml", mine), ("checksum", checksum)])
    assert "開いたあとにほかで変えられています" in shown(page)
    assert box_of(page) == mine
    assert "例の町" in desk.state()["kashidashi/document.toml"].decode()


BAD = {
    "an image": (("a.pdf", pdf(picture)), "文字"),
    "another kind": (("a.csv", b"%PDF-1.7 x"), "中身はPDF"),
    "empty": (("a.md", b""), "空のファイル"),
    "damaged": (("a.docx", b"PK\x03\x04 broken"), "壊れている"),
    "a program": (("a.txt", b"MZ\x90\x00"), "プログラム"),
    "mixed encodings": (("a.txt", "あいう\n".encode() + "漢字かな\n".encode("cp932")), "バイト目"),
    "too large": (("a.txt", b"a" * (10 * 1024 * 1024 + 1)), "大きすぎます"),
    "an unknown kind": (("a.exe.zip", b"hello"), "読めません"),
    "no words": (("a.md", b"---\n\n***\n"), "文章がありません"),
}


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_file_gives_its_sentence_and_nothing_is_added(desk, bad):
    before = desk.state()
    file, sentence = BAD[bad]
    said = desk.add(("kashidashi.csv", LOANS), file)
    assert sentence in said
    assert "できませんでした" in said
    assert desk.state() == before
    assert "6,789" not in desk.ask(LOANS_ASKED)["answer"]


def test_a_duplicate_title_is_refused_and_the_same_file_changes_nothing(desk):
    desk.add(("kashidashi.csv", LOANS), title="貸出")
    before = desk.state()
    said = desk.add(("betsu.csv", LOANS.replace("6789", "6780")), title="貸　出")
    assert "同じ題名の資料「貸出」（kashidashi）があります" in said
    assert "と同じです。何も変わりません。" in desk.add(("copy.csv", LOANS))
    twice = ("kaki.md", "# 柿\n\n一つめ。\n"), ("kaki.md", "# 柿\n\n二つめ。\n")
    assert "という名前のファイルが二つあります" in desk.add(*twice)
    assert desk.state() == before


def test_a_new_version_replaces_the_text_and_keeps_what_was_corrected(desk):
    desk.add(("kashidashi.csv", LOANS), title="貸出")
    text, _ = desk.declaration("kashidashi")
    desk.correct("kashidashi", text.replace("不明", "例の町", 1))
    new = LOANS.replace("6789", "7000").replace("19134", "19345")
    assert "新しい版に置き換えました" in desk.add(("R7.csv", new), id="kashidashi")
    assert "7,000冊" in desk.ask(LOANS_ASKED)["answer"]
    assert "例の町" in desk.state()["kashidashi/document.toml"].decode()


@pytest.mark.parametrize(
    ("fields", "files", "sentence"),
    [
        ({}, 0, "ファイルが選ばれていません"),
        ({"title": "二つ"}, 2, "題名と ID は、ファイルを一つだけ"),
        ({"id": "../x"}, 1, "ID に使えません"),
        ({"title": "あ" * 201}, 1, "200文字まで"),
        ({"publisher": "甲\u202e乙"}, 1, "1行で"),
        ({}, 11, "一度に足せるのは10個まで"),
        ({}, 30, "送られた内容を読めませんでした"),
    ],
)
def test_a_form_that_cannot_be_is_refused_at_once(desk, fields, files, sentence):
    sent = [(f"{n}.md", b"# a\n\nb\n") for n in range(files)]
    status, _, body = desk.post("manage/add", list(fields.items()), sent)
    assert status == 400
    assert sentence in shown(body)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/kaki.md", "kaki.md"),
        ("C:\\\\Users\\\\me\\\\kaki.md", "kaki.md"),
        ("ka\tki.md", "ka_ki.md"),
        (f"{'か' * 300}.md", f"{'か' * 197}.md"),
        (".md", ".md"),
    ],
)
def test_the_name_of_a_file_is_only_a_name(desk, sent, kept):
    before = set(desk.state())
    assert "できました" in desk.add((sent, "# 柿の会\n\n柿を植えます。\n"))
    new = set(desk.state()) - before
    (declared,) = (p for p in new if p.endswith("document.toml"))
    assert f'file = "{kept}"' in desk.state()[declared].decode()
    assert len({p.split("/")[0] for p in new}) == 1


def test_hostile_words_are_text_on_every_managing_page(desk):
    words = f"# 表題 {SCRIPT} {IMAGE}\n\n本文 {SCRIPT} {IMAGE} </textarea>\n"
    page = desk.change(
        "manage/add", [], [(f"warui{IMAGE.replace(chr(34), '')}.md", words.encode())]
    )
    (id,) = {path.split("/")[0] for path in desk.state()} - {"cafe"}
    paths = ("manage", f"manage/documents/{id}", f"manage/documents/{id}/remove", "")
    for body in (page, *(desk.get(path)[1] for path in paths)):
        assert SCRIPT not in body
        assert "<img" not in body
        assert body.count("</textarea>") <= 1


def test_a_removal_asks_first_and_a_hand_made_document_asks_twice(desk):
    desk.add(("kashidashi.csv", LOANS), title="貸出")
    before = desk.state()
    said = shown(desk.get("manage/documents/kashidashi/remove")[1])
    assert "元のファイル「kashidashi.csv」をもう一度足せば戻せます" in said
    assert "ここからは元に戻せません" in shown(desk.get("manage/documents/cafe/remove")[1])
    status, _, body = desk.post("manage/documents/cafe/remove")
    assert status == 400
    assert "印を付けてから" in shown(body)
    assert desk.state() == before


def test_the_last_document_stays(desk):
    before = desk.state()
    assert "最後の資料は取り除けません" in shown(desk.get("manage/documents/cafe/remove")[1])
    assert "最後の資料は取り除けません" in desk.remove("cafe", sure="yes")
    assert desk.state() == before


def test_a_change_that_fails_after_all_leaves_the_corpus_and_the_answers(desk):
    desk.add(("kashidashi.csv", LOANS), title="貸出")
    before = desk.state()
    new = LOANS.replace("6789", "7000").replace("19134", "19345")
    text, _ = desk.declaration("kashidashi")
    (desk.folder / "fail").touch()
    try:
        ends = [
            desk.add(("momo.md", KINDS[5][1])),
            desk.add(("kashidashi.csv", new)),
            shown(desk.correct("kashidashi", text.replace("不明", "例の町", 1))),
            desk.remove("kashidashi"),
        ]
    finally:
        (desk.folder / "fail").unlink()
    for said in ends:
        assert "資料は元のままです" in said
        assert "secret" not in said
    assert desk.state() == before
    assert "6,789冊" in desk.ask(LOANS_ASKED)["answer"]
    assert "資料を読み直し" in shown(desk.change("manage/refresh"))


def test_a_second_change_at_once_is_told_and_others_are_answered_meanwhile(desk):
    with desk.held():
        course = desk.begin("manage/add", [("title", "貸出")], [("a.csv", LOANS.encode())])
        deadline = time.monotonic() + 20
        while "経過を見る" not in desk.get("manage")[1]:
            assert time.monotonic() < deadline
        for path, fields, files in (
            ("manage/add", (), [("momo.md", b"# a\n\nb\n")]),
            ("manage/refresh", (), ()),
            ("manage/documents/cafe/remove", [("sure", "yes")], ()),
        ):
            status, _, body = desk.post(path, fields, files)
            assert status == 409
            assert "いま、別の変更（資料を足す作業）をしています" in shown(body)
        mine = 'title = "書きかけ"\n'
        status, _, body = desk.post("manage/documents/cafe", [("toml", mine), ("checksum", "x")])
        assert (status, box_of(body)) == (409, mine)
        start = time.monotonic()
        assert "託児" in desk.ask("これからの課題は何ですか")["answer"]
        assert time.monotonic() - start < 5
        assert "6,789" not in desk.ask(LOANS_ASKED)["answer"]
    assert "できました" in shown(desk.get(course)[1])
    assert "6,789冊" in desk.ask(LOANS_ASKED)["answer"]


def test_the_course_of_a_change_is_sent_while_it_lasts_and_can_be_seen_again(desk):
    ended = threading.Event()
    with desk.held(), ThreadPoolExecutor(1) as person:
        course = desk.begin("manage/add", (), [("momo.md", KINDS[5][1].encode())])
        page = person.submit(lambda: (desk.get(course), ended.set()))
        time.sleep(1)
        assert not ended.is_set()
        (desk.folder / "wait").rename(desk.folder / "go")
        (_, body), _ = page.result(60)
        (desk.folder / "go").rename(desk.folder / "wait")
    assert "「momo.md」を読んでいます（1／1）" in shown(body)
    assert shown(desk.get(course)[1]) == shown(body)
    status, body = desk.get("manage/changes/99999")
    assert (status, "もうありません" in body) == (404, True)


def test_who_asks_during_changes_always_gets_a_whole_answer(desk):
    stop = threading.Event()

    def person(n: int) -> set[str]:
        said = set()
        while not stop.is_set():
            answer = desk.ask("これからの課題は何ですか")
            assert answer["citations"][0]["document"] == "cafe"
            said.add(answer["answer"].split("出典:")[0].strip())
            for path in ("opinions", "source", "tables", "about"):
                assert desk.get(path)[0] in (200, 307)
        return said

    with ThreadPoolExecutor(3) as people:
        asking = [people.submit(person, n) for n in range(3)]
        try:
            for _ in range(3):
                assert "できました" in desk.add(("kashidashi.csv", LOANS), title="貸出")
                assert "取り除きました" in desk.remove("kashidashi")
        finally:
            stop.set()
        said = set().union(*(one.result(60) for one in asking))
    assert all("託児" in words for words in said)


def test_what_was_changed_by_hand_is_read_again_on_demand(desk):
    file = desk.folder / "corpus" / "cafe" / "cafe.md"
    text = file.read_text("utf-8")
    try:
        file.write_text(text.replace("託児", "保育"), encoding="utf-8")
        assert "託児" in desk.ask("これからの課題は何ですか")["answer"]
        assert "できました" in shown(desk.change("manage/refresh"))
        assert "保育" in desk.ask("これからの課題は何ですか")["answer"]
        file.write_bytes(b"\xff\xfe\xff")
        assert "UTF-8" in shown(desk.change("manage/refresh"))
        assert "保育" in desk.ask("これからの課題は何ですか")["answer"]
    finally:
        file.write_text(text, encoding="utf-8")
    assert "できました" in shown(desk.change("manage/refresh"))


@pytest.mark.parametrize("id", ["nai", "..", "%2e%2e%2fx", "a%00b", "x" * 100])
def test_a_document_that_is_not_there_is_said_to_be_missing(desk, id):
    for path in (f"manage/documents/{id}", f"manage/documents/{id}/remove"):
        status, _ = desk.get(path)
        assert status == 404


def test_a_link_in_the_corpus_is_not_followed(desk, tmp_path):
    (tmp_path / "document.toml").write_text('title = "よそ"\n', encoding="utf-8")
    link = desk.folder / "corpus" / "yoso"
    link.symlink_to(tmp_path)
    try:
        assert "リンク" in shown(desk.get("manage/documents/yoso")[1])
        status, _, body = desk.post("manage/documents/yoso/remove", [("sure", "yes")])
        assert (status, "リンク" in shown(body)) == (400, True)
    finally:
        link.unlink()
    assert (tmp_path / "document.toml").exists()
