"""The tab 「この資料について」: what is held, how answers are made, limits, versions, licences."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from typing import Final

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from assistant.index.outline import Outline
from assistant.types import Document
from assistant.web.current import Current
from assistant.web.endpoints import Asked
from assistant.web.frame import frame
from assistant.web.labels import bases_in, kinds_in, month_of
from assistant.web.markup import attribute, counted, facts_list, source_address, text
from assistant.web.tabs import ABOUT

_NAME: Final = re.compile(r"[A-Za-z0-9_.-]+")

_MADE: Final = """
<ol class="steps">
<li><strong>引くか、計算するか。</strong>答えは、資料の文をそのまま引いたものか、資料の表から計算した
数だけでできています。文章を作る仕組み（生成AI）は使っていません。</li>
<li><strong>数の質問は、表への問い合わせにします。</strong>質問の言葉がすべて読み取れたときだけ計算し、
何をどう数えたかと式を答えに添えます。読み取れない言葉が残れば、計算しません。</li>
<li><strong>そのほかの質問は、言葉と意味の両方でさがして引きます。</strong>意見と、それへの対応方針は、
いつも別のものとして示します。</li>
<li><strong>書かれていないことには答えません。</strong>「出典に記載がありません」とお伝えします。</li>
<li><strong>推定は推定と示します。</strong>資料から失われた地域や列は、決め手があれば「推定」とその理由を、
なければ「未確定」と示します。</li>
<li><strong>同じ質問には同じ答えです。</strong>出す前に、答えの数字がすべて引用・表・式のどれかにあることを
機械で確かめています。</li>
</ol>
"""

_OWN: Final = """
<p>このページは、公表された資料を調べるためのプログラム「assistant」が自動で作っています。
資料を発行したところの公式な見解を示すものではありません。</p>
"""

_LIMITS: Final = """
<ul class="plain">
<li>扱うのは、上の資料に書かれていることだけです。ほかの年度、ほかの地域、資料の後で変わったことは分かりません。</li>
<li>資料が正しいかどうかは判断しません。表の合計が合わないところは、そのまま示して理由を添えます。</li>
<li>記述の選び方を誤ることがあります。お使いになる前に「原文で見る」で前後をお読みください。</li>
<li>質問は2,000文字まで、続けて覚えている質問は10件までです。</li>
<li>質問も、確かめる文章も、この機械の中だけで処理し、保存しません。外部とは通信しません。
運営する方が評価の受け付けを始めたときだけ、評価された回答とその質問が記録されます（質問のページの
下に書いてあります）。</li>
</ul>
"""


def add_routes(app: FastAPI, current: Current) -> None:
    """Add the tab."""

    @app.get("/about")
    def page() -> HTMLResponse:
        site = current.site
        return HTMLResponse(frame(ABOUT, site, ABOUT.label, _body(site.assistant)))


def _body(assistant: Asked) -> str:
    documents = "".join(_document(d, assistant.outline(d.id)) for d in assistant.documents)
    return (
        '<main id="content" tabindex="-1"><header class="source-head">'
        f"<h1>{ABOUT.label}</h1></header>"
        f"{_section('documents', '収めている資料', documents + _joined(_OWN))}"
        f"{_section('made', '答えの作り方', _joined(_MADE))}"
        f"{_section('limits', 'できないこと、ご注意いただきたいこと', _joined(_LIMITS))}"
        f"{_section('index', '索引', _index(assistant))}"
        f"{_section('software', 'プログラムと利用条件', _software())}</main>"
    )


def _section(id: str, title: str, body: str) -> str:
    return (
        f'<section id="{id}" aria-labelledby="{id}-title"><h2 id="{id}-title">{title}</h2>'
        f"{body}</section>"
    )


def _joined(markup: str) -> str:
    """Return ``markup`` without its line breaks, which a browser would show as blanks."""
    return markup.replace("\n", "")


def _document(document: Document, outline: Outline) -> str:
    facts = [
        ("発行", text(document.publisher)),
        ("時期", text(month_of(document.date))),
        ("利用条件", text(document.licence)),
        ("記述", f"{len(document.passages):,}件（{counted(kinds_in(document, outline))}）"),
        ("地域の根拠", counted(bases_in(outline))),
        ("表", "、".join(f"{text(t.title)}（{len(t.rows):,}行）" for t in document.tables)),
        ("文字数", f"{len(document.source):,}文字"),
    ]
    address = attribute(source_address(document))
    return (
        f'<article class="about-document"><h3><a href="{address}">{text(document.title)}</a></h3>'
        f"{facts_list(facts)}</article>"
    )


def _index(assistant: Asked) -> str:
    status = assistant.status()
    return (
        "<p>開くときに、索引が資料・モデル・辞書・版のすべてと合うことを確かめています"
        "（合わなければ作り直します）。いま使っているのは、その確かめた索引です。</p>"
        + facts_list(
            [
                ("記述", f"{status.passages:,}件"),
                ("埋め込みモデル", f"{text(status.encoder)}（{status.dimensions:,}次元）"),
                ("状態", "確認ずみ"),
            ]
        )
    )


def _software() -> str:
    rows = "".join(
        f'<tr><th scope="row">{text(name)}</th><td>{text(release)}</td>'
        f"<td>{text(licence)}</td></tr>"
        for name, release, licence in _libraries()
    )
    table = (
        '<details><summary>使っているライブラリ</summary><div class="listing" role="region" '
        'aria-label="使っているライブラリ" tabindex="0"><table><thead><tr><th scope="col">名前</th>'
        f'<th scope="col">版</th><th scope="col">利用条件</th></tr></thead><tbody>{rows}</tbody>'
        "</table></div></details>"
        if rows
        else ""
    )
    facts = [
        ("このプログラム", f"assistant {text(_release('assistant'))}（MIT License）"),
        ("Python", platform.python_version()),
    ]
    terms = "<p>資料の利用条件は、上の「収めている資料」にあるとおりです。</p>"
    return f"{facts_list(facts)}{terms}{table}"


@cache
def _libraries() -> tuple[tuple[str, str, str], ...]:
    """Return name, release and licence of every library this program asks for."""
    return tuple(_find_libraries())


def _find_libraries() -> Iterator[tuple[str, str, str]]:
    try:
        required = metadata.requires("assistant") or []
    except metadata.PackageNotFoundError:
        return
    for requirement in required:
        name = _NAME.match(requirement)
        if name and "extra ==" not in requirement and (release := _release(name[0])):
            found = metadata.metadata(name[0])
            licence = found["License-Expression"] or _classified(found) or found["License"] or ""
            yield name[0], release, licence.splitlines()[0][:60] if licence else ""


def _classified(found: metadata.PackageMetadata) -> str:
    classes = found.get_all("Classifier") or []
    return "、".join(c.rpartition(" :: ")[2] for c in classes if c.startswith("License ::"))


def _release(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
