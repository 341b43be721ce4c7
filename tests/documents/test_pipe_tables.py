"""A text's own tables: read for exact lookup, or cell by cell with the region of their row."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.errors import CorpusError
from assistant.types import Document

Make = Callable[..., Document]

HEAD = """
title = "意見交換会の記録"
publisher = "例の県"
date = "2023-11"
licence = "なし"
reader = "plain"
fields = ["日時", "会場"]

[kinds]
"参加者の意見" = "opinion"

[[region]]
name = "北部"
slug = "north"
aliases = ["北部地域"]

[[region]]
name = "南部"
slug = "south"
places = ["港町"]
"""

TABLE = """
[[table]]
id = "attendance"
title = "出席者"
section = "出席者"
row_noun = "地域"
key = "region"
total_value = "合計"
missing = ["－"]
[[table.dimension]]
id = "region"
label = "地域"
type = "category"
regions = true
[[table.quantity]]
id = "persons"
label = "人数"
units = ["名"]
[[table.quantity]]
id = "bodies"
label = "数"
units = ["市町村"]
[[table.column]]
id = "towns"
label = "市町村"
units = { bodies = "市町村", persons = "名" }
headers = { bodies = "市町村", persons = "市町村" }
[[table.column]]
id = "homes"
label = "施設"
units = { persons = "名" }
"""

CELLS = """
[[text_table]]
headers = ["地域", "支援の体制", "課題"]
region = "地域"
kinds = { "課題" = "finding" }
"""

PAIRS = """
[[text_table]]
headers = ["意見", "方針"]
kinds = { "意見" = "opinion", "方針" = "policy" }
pairs = ["意見", "方針"]
"""

TEXT = """# 意見交換会の記録

日時：2023年11月1日
会場　市民館

## 出席者
| 地域 | 市町村 | 施設 |
|---|---|---|
| 北部地域 | 13市町村　15名 | 3名 |
| 港町 | ２市町村 | － |
| 合計 | 15市町村　15名 | 3名 |

## 地域の状況

| 地域 | 支援の体制 | 課題 |
|---|---|---|
| 北部 | 窓口を置いた | 担い手が少ない |
| 南部地域 | | 遠い |

## 主な内容

| 意見 | 方針 |
|:--|:--|
| 増やしてほしい | 検討する |

## 北部

- 雪が多い

### 参加者の意見

- 会場が寒い

## まとめ

よい会だった。
"""


def test_a_table_is_read_for_lookup_with_regions_by_any_of_their_names(make_document: Make) -> None:
    document = make_document(HEAD + TABLE, TEXT.replace("南部地域", "南部"))
    (table,) = document.tables
    assert [row.keys["region"] for row in table.rows] == ["北部", "南部"]
    assert [{id: cell.value for id, cell in row.cells.items()} for row in table.rows] == [
        {"towns.bodies": 13, "towns.persons": 15, "homes.persons": 3},
        {"towns.bodies": 2},
    ]
    assert table.total is not None
    assert table.total.cells["towns.bodies"].value == 15
    by_id = {p.id: p for p in document.passages}
    first = by_id["second/attendance/1"]
    assert first.region is not None
    assert (first.region.name, first.region.basis) == ("北部", "stated")
    assert document.source[first.start : first.end] == first.text
    assert first.section == "出席者"


def test_every_cell_of_words_has_the_region_of_its_row(make_document: Make) -> None:
    document = make_document(HEAD + CELLS, TEXT.replace("南部地域", "港町"))
    cells = [p for p in document.passages if p.section in ("支援の体制", "課題")]
    assert [(p.kind, p.region and p.region.name, p.text) for p in cells] == [
        ("paragraph", "北部", "窓口を置いた"),
        ("finding", "北部", "担い手が少ない"),
        ("finding", "南部", "遠い"),
    ]
    assert {p.region.basis for p in cells if p.region} == {"stated"}


def test_columns_that_answer_each_other_are_pairs(make_document: Make) -> None:
    document = make_document(HEAD + PAIRS, TEXT)
    opinion, policy = [p for p in document.passages if p.section == "主な内容"]
    assert (opinion.kind, policy.kind) == ("opinion", "policy")
    assert opinion.paired == (policy.id,)
    assert policy.paired == (opinion.id,)


def test_fields_kinds_and_the_region_of_a_heading(make_document: Make) -> None:
    document = make_document(HEAD, TEXT)
    labels = {p.label: p.text for p in document.passages if p.label}
    assert labels == {"日時": "2023年11月1日", "会場": "市民館"}
    by_text = {p.text: p for p in document.passages}
    snow, cold, end = (by_text[t] for t in ("雪が多い", "会場が寒い", "よい会だった。"))
    assert snow.region is not None
    assert cold.region == snow.region
    assert (snow.region.name, snow.region.basis) == ("北部", "stated")
    assert end.region is None
    assert (snow.kind, cold.kind) == ("paragraph", "opinion")


@pytest.mark.parametrize(
    ("declaration", "text", "said"),
    [
        (CELLS, TEXT, "地域（北部・南部のどれか）を期待しましたが、「南部地域"),
        (CELLS.replace("課題", "問題"), TEXT, "「地域・支援の体制・問題」を列見出しとする表"),
        (TABLE, TEXT.replace("15名 | 3名", "15名 4名 | 3名", 1), "「名」の数字が二つ以上あります"),
        (TABLE, TEXT.replace("| 3名 |", "| 3名 | 余り |", 1), "3欄を期待しましたが、4欄"),
        (TABLE, TEXT.replace("| 施設 |", "| ほか |", 1), "[[table]] は1個ですが"),
        (PAIRS.replace('pairs = ["意見"', 'pairs = ["声"'), TEXT, "「声」が headers にありません"),
    ],
)
def test_what_does_not_fit_is_named(
    make_document: Make, declaration: str, text: str, said: str
) -> None:
    with pytest.raises(CorpusError) as error:
        make_document(HEAD + declaration, text)
    assert said in str(error.value)
