"""What was understood of a document, for a person to confirm: nothing here is a guess anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from assistant.adding.review import uncertain
from assistant.index.outline import Outline
from assistant.types import Dimension, Document, Measure, Table
from assistant.web.endpoints import Asked
from assistant.web.labels import bases_in, kinds_in, month_of
from assistant.web.markup import attribute, counted, facts_list, source_address, text
from assistant.web.table.place import address_of
from assistant.web.table.view import key_text

MOST_NAMES: Final = 100
"""Sections and regions listed by name; a longer list is no longer read."""

_VALUES: Final = 3
_LOOKED_AT: Final = 1_000
"""Rows that examples of values are taken from; a large table has hundreds of thousands."""
_TYPES: Final = {
    "category": "名前",
    "date": "日付",
    "weekday": "曜日",
    "time": "時刻",
    "number": "年や番号",
}


class Uncertain:
    """What the documents of an assistant leave open, found once for each document."""

    def __init__(self, assistant: Asked) -> None:
        self._assistant = assistant
        self._documents = {document.id: document for document in assistant.documents}
        self._found: dict[str, list[str]] = {}

    def document(self, id: str) -> Document | None:
        """Return the document that answers are made of, None where it is not among them."""
        return self._documents.get(id)

    def of(self, id: str) -> list[str]:
        """Return sentences on what the document ``id`` leaves open."""
        if id not in self._found:
            document, found = self._documents.get(id), []
            if document is not None:
                # The passages are gone through only where there is something to be found.
                bases = dict(self._assistant.outline(id).bases)
                found = uncertain(document, regions=bool(bases.keys() - {"stated"}))
            self._found[id] = found
        return self._found[id]


def understood(document: Document, outline: Outline, file: str, up: str) -> str:
    """Return the report on ``document`` as markup; ``file`` is the name of what it came from."""
    facts = [
        ("発行者", text(document.publisher)),
        ("日付", text(month_of(document.date))),
        ("利用条件", text(document.licence)),
        ("元のファイル", text(file) or "（手で置かれた資料です）"),
        ("記述", f"{len(document.passages):,}件（{counted(kinds_in(document, outline))}）"),
        ("見出し", _names(document.sections)),
        ("地域", _names(document.regions)),
        ("地域の根拠", counted(bases_in(outline))),
    ]
    address = attribute(up + source_address(document))
    tables = "".join(_table(table, document.regions, up) for table in document.tables)
    return (
        f'{facts_list(facts)}<p><a href="{address}">原文を見る</a></p>'
        f"{tables or '<p>数を調べる表はありません。</p>'}"
    )


def _names(names: Sequence[str]) -> str:
    names = [name for name in names if name]
    more = f" ほか{len(names) - MOST_NAMES:,}件" if len(names) > MOST_NAMES else ""
    return "、".join(map(text, names[:MOST_NAMES])) + more


def _table(table: Table, regions: Sequence[str], up: str) -> str:
    """Return how each column of a table is read."""
    labels = {measure.id: measure.label for measure in table.measures}
    lines = [
        *(_dimension(table, dimension, regions) for dimension in table.dimensions),
        *(_measure(measure, labels) for measure in table.measures),
    ]
    rows = "".join(
        f'<tr><th scope="row">{text(label)}</th><td>{role}</td><td>{text(detail)}</td></tr>'
        for label, role, detail in lines
    )
    total = "合計の行があります。" if table.total else "合計の行はありません。"
    name = attribute(f"{table.title}の列の読み方")
    return (
        f"<h3>表「{text(table.title)}」</h3>"
        f"<p>{len(table.rows):,}行を、数を調べる表として読んでいます。{total}"
        f'<a href="{attribute(up + address_of(table))}">表を見る</a></p>'
        f'<div class="listing" role="region" aria-label="{name}" tabindex="0"><table><thead><tr>'
        '<th scope="col">列</th><th scope="col">読み方</th><th scope="col">単位など</th></tr>'
        f"</thead><tbody>{rows}</tbody></table></div>"
    )


def _dimension(table: Table, dimension: Dimension, regions: Sequence[str]) -> tuple[str, str, str]:
    values = list(dict.fromkeys(row.keys[dimension.id] for row in table.rows[:_LOOKED_AT]))
    places = bool(values) and set(values) <= set(regions)
    what = "地域" if places else _TYPES.get(dimension.type, dimension.type)
    shown = "、".join(key_text(dimension, value) for value in values[:_VALUES])
    more = "など" if len(values) > _VALUES else ""
    return dimension.label, "行を見分ける", f"{what}（{shown}{more}）" if shown else what


def _measure(measure: Measure, labels: dict[str, str]) -> tuple[str, str, str]:
    notes = [f"単位は「{measure.unit}」" if measure.unit else "単位は不明"]
    if measure.parent is not None:
        notes.append(f"「{labels.get(measure.parent, measure.parent)}」の内訳")
    if not measure.additive:
        notes.append("足し合わせない")
    return measure.label, "数", "、".join(notes)
