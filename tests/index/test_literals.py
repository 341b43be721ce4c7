from collections.abc import Sequence

import pytest

from assistant.index.literals import (
    Literal,
    LiteralIndex,
    figure_marks,
    find_literals,
)
from assistant.index.words import WordIndex

TEXTS = [
    "10月 17日(木) 9:00～12:00　15名 24名",
    "里親等委託率（55.6％）・登録里親数（500世帯）の目標",
    "R6.10.17～11.8",
    "計画には記載しないが、県市長会等を通じて働きかけを実施",
    "148名 4.8倍",
    "児童家庭支援センターは、10圏域に最低でも１か所必要",
    "ＮＰＯ法人も活躍",
]


def counted(texts: list[str], literals: Sequence[Literal]) -> list[int]:
    words = WordIndex.build(texts)
    return LiteralIndex.build(texts).counts(literals, words, words.scores({})).tolist()


@pytest.mark.parametrize(
    ("query", "found", "why"),
    [
        ("「計画には記載しない。」は誰の言葉", [3], "quoted, closed with a full stop"),
        ("『働きかけ』", [3], "the other quotation marks"),
        ('"npo"について', [6], "straight quotes; folded"),
        ("“NPO”", [6], "curly quotes"),
        ("「10月17日」", [0], "quoted, and printed with a blank inside"),
        ("計画には記載しない", [], "not quoted"),
        ("５５．６％とは", [1], "full-width, as a percentage"),
        ("55.6", [1], "a decimal that may be a percentage"),
        ("10.17", [0, 2], "a decimal that may be a day"),
        ("13.40", [], "no day of any month"),
        ("500世帯は何の数", [1], "a number with its unit"),
        ("500人が参加した会", [1], "another unit, but a rare number"),
        ("15人が来た会", [], "another unit, and a common number"),
        ("15名の会", [0], "with its unit"),
        ("48", [], "neither in 148 nor in 4.8"),
        ("17", [], "a number is not found inside a date"),
        ("10月17日の会", [0, 2], "a date, whatever way it is written"),
        ("2024年10月17日", [2], "only where the year is said"),
        ("10月に開かれた会", [0, 2], "a part of a date"),
        ("午前9時から", [0], "a time"),
        ("意見を1つ", [], "a small number in a sentence"),
        ("1か所", [5], "a small number alone"),
        ("第10章の意見", [], "an ordinal"),
        ("半分の意見", [], "a share without a numeral"),
        ("「」とは", [], "nothing quoted"),
        ("「。」", [], "punctuation quoted"),
    ],
)
def test_what_is_found_word_for_word(query: str, found: list[int], why: str) -> None:
    counts = counted(TEXTS, find_literals(query))
    assert [number for number, count in enumerate(counts) if count] == found, why
    assert len(counts) == len(TEXTS)


def test_each_literal_counts_once_in_a_text() -> None:
    texts = ["里親と里親、施設", "里親", "施設の里親"]
    assert counted(texts, find_literals("「里親」「施設」「里親」")) == [2, 1, 2]


def test_a_text_is_not_found_across_two() -> None:
    assert counted(["里", "親", ""], [Literal("里親")]) == [0, 0, 0]


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("157名", ["number:157名", "number:157"]),
        ("55.6％", ["percent:55.6"]),
        ("9:00", ["time:09:00"]),
        (
            "2024年10月17日",
            ["date:2024-10-17", "date:2024-10", "date:2024", "date:--10-17", "date:--10"],
        ),
        ("2024年", ["date:2024"]),
        ("11月8日", ["date:--11-08", "date:--11"]),
        ("里親", []),
    ],
)
def test_a_figure_is_marked_by_all_that_it_says(text: str, marks: list[str]) -> None:
    assert figure_marks(text) == marks
