"""The counts add up, errors count as refusals, and the test half is never shown."""

import json

import pytest

from assistant.errors import InputError
from assistant.evaluation import report
from assistant.evaluation.questions import load_questions
from assistant.types import Answer

LINES = [
    {"id": "1", "question": "一", "answerable": True, "topic": "a", "expect": {"has": ["正"]}},
    {"id": "2", "question": "二", "answerable": True, "topic": "a", "expect": {"has": ["誤"]}},
    {"id": "3", "question": "断", "answerable": True, "topic": "b", "expect": {}},
    {"id": "4", "question": "断", "answerable": False, "topic": "b", "expect": {}},
    {"id": "5", "question": "四", "answerable": False, "topic": "b", "expect": {}},
    {"id": "6", "question": "空", "answerable": True, "topic": "b", "expect": {}},
]


def ask(question, history=()):
    if question == "空":
        raise InputError("質問が空です。")
    return Answer(question, "正しい答え", "passages", abstained=question == "断")


@pytest.fixture
def folder(tmp_path):
    for split in ("dev", "test"):
        text = "\n".join(json.dumps(line) for line in LINES) + "\n\n"
        (tmp_path / f"numbers-{split}.jsonl").write_text(text, encoding="utf-8")
    (tmp_path / "notes.jsonl").write_text("no set", encoding="utf-8")
    return tmp_path


@pytest.fixture
def results(folder):
    return tuple(report.run(load_questions(folder), ask))


def test_one_row_for_each_set_and_split(results):
    rows = report.tally(results)
    assert [row.name for row in rows] == ["numbers-dev", "numbers-test"]
    for row in rows:
        assert (row.answerable, row.exact, row.refused, row.false) == (4, 1, 2, 1)
        assert (row.unanswerable, row.abstained) == (2, 1)
        assert row.as_dict()["exact_share"] == 0.25
        assert row.as_dict()["first_share"] is None


def test_rows_by_topic_add_up_to_the_whole(results):
    rows = report.tally(results, "topic")
    assert [row.name for row in rows][:2] == ["numbers-dev a", "numbers-dev b"]
    assert sum(row.answerable + row.unanswerable for row in rows) == len(results)


def test_the_table_gives_counts_and_shares(results):
    header, row, _ = report.as_table(report.tally(results))
    assert len(header) == len(row)
    assert row == [
        "numbers-dev", "4", "1 (25.0%)", "2 (50.0%)", "1 (25.0%)", "-", "2", "1 (50.0%)",
    ]  # fmt: skip


def test_misses_name_the_reason_and_hold_nothing_of_the_test_half(results):
    found = report.misses(results)
    assert [miss["id"] for miss in found] == ["2", "3", "5", "6"]
    assert found[0]["why"] == "「誤」がない"
    assert "エラー: 質問が空です。" in found[3]["why"]
    assert len(found) == 4  # the same four of the test half are not there


def test_two_runs_give_the_same_report(folder):
    def once():
        results = tuple(report.run(load_questions(folder), ask))
        return json.dumps(report.as_json(results, "topic", True))

    assert once() == once()


def test_a_crash_counts_as_false_and_the_others_are_still_asked(folder):
    def crash(question, history=()):
        if question in ("一", "断"):
            raise KeyError("なし")
        return ask(question, history)

    results = tuple(report.run(load_questions(folder, "dev"), crash))
    (row,) = report.tally(results)
    assert (row.exact, row.refused, row.false) == (0, 1, 3)
    assert row.abstained == 0
    assert "異常終了: KeyError" in report.misses(results)[0]["why"]


def test_one_split_may_be_asked_alone(folder):
    assert {q.split for q in load_questions(folder, "dev")} == {"dev"}


@pytest.mark.parametrize(
    ("line", "sentence"),
    [("{", "2行目"), ("[]", "2行目"), ('{"id": "1"}', "KeyError: 'question'")],
)
def test_a_broken_set_names_file_and_line(tmp_path, line, sentence):
    path = tmp_path / "x-dev.jsonl"
    path.write_text(json.dumps(LINES[0]) + "\n" + line, encoding="utf-8")
    with pytest.raises(InputError, match=sentence) as raised:
        load_questions(tmp_path)
    assert str(path) in str(raised.value)


def test_an_empty_folder_is_said(tmp_path):
    with pytest.raises(InputError, match="見つかりません"):
        load_questions(tmp_path)
