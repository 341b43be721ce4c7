"""The managing pages as markup: the list, the forms, a change under way, the way in."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final
from urllib.parse import quote

from assistant.adding.shelf import LONGEST_ID, Entry
from assistant.files.guard import MAX_BYTES, MAX_PAGES
from assistant.types import Document
from assistant.web.labels import month_of
from assistant.web.manage.keeper import Change, Draft, Outcome
from assistant.web.markup import attribute, facts_list, text, whole
from assistant.web.render import error
from assistant.web.tabs import MANAGE

MOST_FILES: Final = 10
"""Files that one form may bring."""

LONGEST_FACT: Final = 200
"""Characters of a title, publisher or date."""

SHOWN: Final = 50
"""Documents on one page of the list."""

_LEAD: Final = (
    "資料を足し、読み方を確かめて直し、取り除くことができます。"
    "変えたことは、ページを開いたまま、次の質問から反映されます。"
)
_KINDS: Final = ".pdf,.docx,.xlsx,.csv,.html,.htm,.md,.txt,.jsonl"
_FORM: Final = 'method="post" enctype="multipart/form-data"'


def main(title: str, content: str, lead: str = "", back: str = "") -> str:
    """Return the body of a page under ``title``; ``back`` leads to the list, "" on the list."""
    way = f'<p><a href="{back}">資料の一覧へ戻る</a></p>' if back else ""
    words = f'<p class="lead">{lead}</p>' if lead else ""
    return (
        '<main id="content" class="manage" tabindex="-1"><header class="source-head">'
        f"{way}<h1>{text(title)}</h1>{words}</header>{content}</main>"
    )


def address_of(id: str) -> str:
    """Return the address of a document's managing page, relative to the site's root."""
    return f"{MANAGE.path}/documents/{quote(id, safe='')}"


def list_page(
    rows: Sequence[tuple[Entry, Document | None, int]],
    count: int,
    page: int,
    running: Change | None,
) -> str:
    """Return the list: each entry, its document as it answers now, and how much is uncertain.

    ``rows`` are those of the page numbered ``page`` from 1, of ``count`` in all.
    """
    items = "".join(f"<li>{_item(*row)}</li>" for row in rows)
    listed = f'<ul class="shelf">{items}</ul>' if items else "<p>資料はまだありません。</p>"
    content = (
        f"{_busy(running)}"
        '<section id="documents" aria-labelledby="documents-title">'
        f'<h2 id="documents-title">資料（{count:,}件）</h2>{listed}{_pages(count, page)}'
        f"{_reread()}</section>"
        '<section id="add" aria-labelledby="add-title"><h2 id="add-title">資料を足す</h2>'
        f"{add_form()}</section>"
    )
    return main(MANAGE.label, content, _LEAD)


def _item(entry: Entry, document: Document | None, doubts: int) -> str:
    address = attribute(address_of(entry.id))
    facts = [("ID", text(entry.id))]
    if document is not None:
        facts += [
            ("発行者", text(document.publisher)),
            ("日付", text(month_of(document.date))),
            ("記述", f"{len(document.passages):,}件"),
            ("数を調べる表", f"{len(document.tables):,}個"),
        ]
    facts.append(("確かめること", f"{doubts:,}件" if doubts else "ありません"))
    trouble = ""
    if entry.problem or document is None:
        words = entry.problem or "まだ答えに使われていません。「資料を読み直す」を押してください。"
        trouble = f'<p class="warning">{text(words)}</p>'
    return (
        f'<article class="about-document"><h3><a href="{address}">'
        f"{text(entry.title or entry.id)}</a></h3>{trouble}{facts_list(facts)}"
        f'<p class="ways"><a href="{address}">確かめる・直す'
        f'<span class="visually-hidden">（{text(entry.title)}）</span></a>'
        f'<a href="{address}/remove">取り除く'
        f'<span class="visually-hidden">（{text(entry.title)}）</span></a></p></article>'
    )


def _pages(count: int, page: int) -> str:
    last = -(-count // SHOWN)
    if last < 2:
        return ""
    items = "".join(
        f'<li><a href="{MANAGE.path}?page={n}"{" aria-current=page" if n == page else ""}>{n}</a>'
        "</li>"
        for n in range(1, last + 1)
    )
    return f'<nav class="within" aria-label="一覧のページ"><ul>{items}</ul></nav>'


def _reread() -> str:
    return (
        f'<form class="manage-form" {_FORM} action="{MANAGE.path}/refresh">'
        "<p>資料のフォルダーの中のファイルを直接直したときは、読み直してください。</p>"
        '<p><button type="submit">資料を読み直す</button></p></form>'
    )


def add_form(up: str = "", entry: Entry | None = None) -> str:
    """Return the form that adds files, or the one that brings a new version of ``entry``."""
    if entry is None:
        many, button = " multiple", "足す"
        together = (
            f"一度に{MOST_FILES}個まで足せます。"
            "読めないファイルが一つでもあれば、どれも足しません。"
        )
        chosen = '<label for="files">ファイル（まとめて選べます）</label>'
        facts = (
            _fact("title", "題名", "書かなければ、ファイルから読みます。")
            + _fact("publisher", "発行者", "書かなければ、本文から探します。")
            + _fact("date", "日付", "2025-06 など。書かなければ、本文から探します。")
            + _fact(
                "id",
                "ID",
                "書かなければ、ファイルの名前から作ります。"
                "ある資料の ID を書くと、その新しい版になります。",
                LONGEST_ID,
            )
        )
        more = (
            "<details><summary>題名などを書く（なくてもかまいません）</summary>"
            f'<div class="fields">{facts}</div>'
            '<p class="hint">題名と ID は、ファイルが一つのときに使えます。</p></details>'
        )
    else:
        many, button = "", "新しい版に置き換える"
        chosen = '<label for="files">新しい版のファイル</label>'
        more = f'<input type="hidden" name="id" value="{attribute(entry.id)}">'
        together = ""
    return (
        f'<form class="manage-form" {_FORM} action="{up}{MANAGE.path}/add" '
        f'data-limit="{MAX_BYTES}"><p>{chosen}'
        f'<input id="files" type="file" name="files" required{many} accept="{_KINDS}" '
        'aria-describedby="files-hint"></p><p class="hint" id="files-hint">'
        "PDF、Word（.docx）、Excel（.xlsx）、CSV、HTML、Markdown、テキスト、JSONL。"
        f"1ファイルは{MAX_BYTES // 1024 // 1024} MB、PDF は{MAX_PAGES}ページまでです。"
        f"{together}</p>"
        f"{more}<fieldset><legend>数字の表が見つかったとき</legend>"
        '<div class="options"><label><input type="radio" name="tables" value="yes" checked>'
        "<span>数を調べる表として読む</span></label>"
        '<label><input type="radio" name="tables" value="no">'
        "<span>行をそのまま引用するだけにする</span></label></div></fieldset>"
        f'<p><button type="submit" class="primary">{button}</button></p></form>'
    )


def _fact(name: str, label: str, hint: str, longest: int = LONGEST_FACT) -> str:
    return (
        f'<p><label for="{name}">{label}</label><input type="text" id="{name}" name="{name}" '
        f'maxlength="{longest}" autocomplete="off" aria-describedby="{name}-hint">'
        f'<span class="hint" id="{name}-hint">{hint}</span></p>'
    )


def doubts_form(id: str, written: Sequence[str], open_ones: Sequence[str], up: str) -> str:
    """Return what is uncertain: the written list to be ticked off, and what stays as it is."""
    boxes = "".join(
        f'<label><input type="checkbox" name="seen" value="{attribute(doubt)}">'
        f"<span>{text(doubt)}</span></label>"
        for doubt in written
    )
    form = (
        f'<form class="manage-form" {_FORM} action="{up}{attribute(address_of(id))}/checked">'
        "<fieldset><legend>足したときに推測したこと</legend>"
        f'<div class="options doubts">{boxes}</div></fieldset>'
        '<p><button type="submit">選んだものを確かめたことにする</button></p></form>'
        if written
        else ""
    )
    items = "".join(f"<li>{text(one)}</li>" for one in open_ones)
    left = (
        f'<h3>資料の文字からは決められないこと</h3><ul class="plain">{items}</ul>' if items else ""
    )
    return f"{form}{left}" or "<p>確かめることはありません。</p>"


def toml_form(draft: Draft, up: str) -> str:
    """Return the declaration as text to be corrected."""
    # As it is, only escaped: what looks odd must come back as it was.
    kept = escape(whole(draft.text), quote=False)
    return (
        f'<form class="manage-form" {_FORM} action="{up}{attribute(address_of(draft.id))}">'
        f'<input type="hidden" name="checksum" value="{attribute(draft.checksum)}">'
        '<p><label for="toml">document.toml</label><textarea id="toml" name="toml" rows="24" '
        f'spellcheck="false" autocomplete="off" aria-describedby="toml-hint">\n{kept}</textarea>'
        '</p><p class="hint" id="toml-hint">保存すると、直した内容で資料を読み直します。'
        "合わないところがあれば、その場所を示し、いまの資料はそのまま残ります。"
        "書き方は docs/documents.md の「document.toml に書くこと」にあります。</p>"
        '<p><button type="submit" class="primary">保存して読み直す</button></p></form>'
    )


def remove_form(entry: Entry, refused: str | None, up: str) -> str:
    """Return the question whether ``entry`` is to go, or why it cannot (``refused``)."""
    back = f"{up}{attribute(address_of(entry.id))}"
    if refused:
        return f'{error(refused)}<p><a href="{back}">やめる</a></p>'
    file = str(entry.added.get("file", ""))
    words = (
        f"元のファイル「{text(file)}」をもう一度足せば戻せますが、document.toml に"
        "直したことと、確かめた印は失われます。"
        if file
        else "この資料は手で置かれたもので、取り除くと、ここからは元に戻せません。"
        "必要なら、先にフォルダーの写しを取ってください。"
    )
    sure = (
        ""
        if file
        else '<p class="options"><label><input type="checkbox" name="sure" value="yes" required>'
        "<span>元に戻せないことを確かめました</span></label></p>"
    )
    return (
        f"<p>資料「{text(entry.title or entry.id)}」（{text(entry.id)}）を取り除きます。{words}</p>"
        f'<form class="manage-form" {_FORM} action="{back}/remove">{sure}'
        '<p class="ways"><button type="submit" class="danger">取り除く</button>'
        f'<a href="{back}">やめる</a></p></form>'
    )


def outcome(change: Change, outcome: Outcome, titles: dict[str, str], up: str) -> str:
    """Return how a change ended, with where to go on from there; ``titles`` by document id."""
    if outcome.problem is not None:
        shown = f"<h2>できませんでした</h2>{error(outcome.problem)}<p>資料は元のままです。</p>"
        if change.draft is not None:
            address = f"{up}{attribute(address_of(change.draft.id))}"
            shown += (
                "<p>書いたものは、下に残っています。"
                f'<a href="{address}">いまの資料を見る</a></p>{toml_form(change.draft, up)}'
            )
        return f'<div id="result" tabindex="-1">{shown}</div>'
    said = "".join(f"<li>{text(one)}</li>" for one in outcome.said)
    links = "".join(
        f'<li><a href="{up}{attribute(address_of(id))}">'
        f"「{text(titles.get(id, id))}」の読み方を確かめる</a></li>"
        for id in outcome.documents
    )
    return (
        f'<div id="result" tabindex="-1"><h2>できました</h2><ul class="plain">{said}</ul>'
        f'<ul class="plain">{links}<li><a href="{up}{MANAGE.path}">資料の一覧を見る</a></li>'
        f'<li><a href="{up or "./"}">質問する</a></li></ul></div>'
    )


def _busy(running: Change | None) -> str:
    if running is None:
        return ""
    address = f"{MANAGE.path}/changes/{running.number}"
    return (
        f'<p class="warning" role="status">いま、{text(running.name)}をしています。'
        f'<a href="{address}">経過を見る</a></p>'
    )


def way_in(wrong: bool, up: str) -> str:
    """Return the form that asks for the word; ``wrong`` where another was said."""
    complaint = error("合言葉が違います。起動したときの表示を確かめてください。") if wrong else ""
    return main(
        MANAGE.label,
        f"{complaint}"
        f'<form class="manage-form" {_FORM} action="{up}{MANAGE.path}/enter">'
        '<p><label for="word">合言葉</label><input type="password" id="word" name="word" required '
        'autocomplete="off" aria-describedby="word-hint"><span class="hint" id="word-hint">'
        "このページを動かしている端末に、起動のときに表示されています。</span></p>"
        '<p><button type="submit" class="primary">入る</button></p></form>',
    )
