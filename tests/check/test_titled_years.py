"""A table without days or years is of the year that its document's title names."""

from __future__ import annotations

import pytest

from assistant.adding.add import add_files
from assistant.adding.declare import About
from assistant.check.engine import Checker

from .conftest import checker_over

SOURCE = """# 令和7年度 地域懇談会 実施結果の概要

## 出席者

| 地域 | 市町村 | 里親 | 合計 |
|---|---|---|---|
| 甲府地域 | 9名 | 3名 | 12名 |
| 都留地域 | 11名 | 4名 | 15名 |
| 合計 | 20名 | 7名 | 27名 |
"""


@pytest.fixture(scope="module")
def titled(tmp_path_factory: pytest.TempPathFactory) -> Checker:
    folder = tmp_path_factory.mktemp("titled")
    (folder / "r7.md").write_text(SOURCE, "utf-8")
    add_files(folder / "corpus", [folder / "r7.md"], About(publisher="山梨県"))
    return checker_over(folder / "corpus" / "r7")


@pytest.mark.parametrize(
    ("year", "verdict"),
    [("令和7年度", "supported"), ("2025年度", "supported"), ("令和5年度", "not_in_source")],
)
def test_a_number_of_the_title_s_year_is_supported_and_of_another_is_not(
    titled: Checker, year: str, verdict: str
) -> None:
    claims = titled.check(f"{year}の懇談会には27名が出席した。").claims
    assert [c.verdict for c in claims] == [verdict, verdict]
