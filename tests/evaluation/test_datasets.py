"""Public sets are read as published; what is missing is empty, what is broken is said."""

import json

import pytest

from assistant.errors import InputError
from assistant.evaluation import datasets
from assistant.evaluation.datasets import Asked, Graded, load_public, split_articles


def squad(article="甲", paragraph="前文。答えはこれ。", question="何？", start=3):
    answers = [] if start is None else [{"text": "答え", "answer_start": start}]
    qas = [{"question": question, "answers": answers}]
    paragraphs = [{"context": paragraph, "qas": qas}]
    return json.dumps({"data": [{"title": article, "paragraphs": paragraphs}]})


@pytest.fixture
def folder(tmp_path):
    for name in ("jaquad", "jglue", "jsick"):
        (tmp_path / name).mkdir()
    (tmp_path / "jaquad" / "jaquad_dev_0001.json").write_text(squad(question="後？"))
    (tmp_path / "jaquad" / "jaquad_dev_0000.json").write_text(squad(question="先？"))
    (tmp_path / "jglue" / "jsquad-v1.3_test-v1.3.json").write_text(squad(start=None))
    lines = [{"sentence1": "a", "sentence2": "b", "label": 4.5}]
    (tmp_path / "jglue" / "jsts-v1.3_train-v1.3.json").write_text(json.dumps(lines[0]) + "\n")
    rows = ["sentence_A_Ja\tsentence_B_Ja\tentailment_label_Ja"]
    rows += ["一\t二\tentailment", "三\t四\tcontradiction", "五\t六\tneutral"]
    (tmp_path / "jsick" / "train.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return tmp_path


def test_the_sets_as_published(folder):
    public = load_public(folder)
    asked = public.retrieval["JaQuAD dev"]
    assert [each.question for each in asked] == ["先？", "後？"]  # in the order of the files
    assert asked[0] == Asked("先？", "前文。答えはこれ。", 3, "甲")
    assert public.graded["JSTS"] == (Graded("a", "b", 4.5),)
    assert public.graded["JSICK"] == (Graded("一", "二", 1.0), Graded("五", "六", 0.0))
    assert public.missing == ["JSQuAD"]  # its only question has no answer


def test_an_empty_folder_has_no_set(tmp_path):
    assert load_public(tmp_path).missing == ["JaQuAD dev", "JSQuAD", "JSTS", "JSICK"]


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(InputError, match="ありません"):
        load_public(tmp_path / "none")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("jaquad/jaquad_dev_0000.json", "{"),
        ("jaquad/jaquad_dev_0000.json", '{"version": "1"}'),
        ("jglue/jsts-v1.3_train-v1.3.json", '{"sentence1": "a"}'),
        ("jglue/jsts-v1.3_train-v1.3.json", "[1]"),
        ("jsick/train.tsv", "no\theader\n1\t2\n"),
    ],
)
def test_a_file_that_is_not_as_published_is_named(folder, name, text):
    (folder / name).write_text(text)
    with pytest.raises(InputError, match="公開データ") as raised:
        load_public(folder)
    assert str(folder / name) in str(raised.value)


def test_articles_are_held_out_whole(monkeypatch):
    monkeypatch.setattr(datasets, "JAQUAD_HELD_OUT", 1)
    asked = [Asked(f"{n}？", "文", 0, "乙" if n % 2 else "甲") for n in range(6)]
    train, held_out = split_articles(asked)
    assert {each.article for each in train} == {"甲"}
    assert {each.article for each in held_out} == {"乙"}
    assert len(train) + len(held_out) == 6
