"""Each command asks the assistant for the right thing and shows all of what comes back."""

import json
import re
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from assistant.cli.display import show_citation
from assistant.types import Citation, Region

from .conftest import OPINION


def test_ask_shows_answer_table_query_arithmetic_and_citation(run):
    result = run("ask", "差は？")
    assert result.status == 0
    assert result.err == ""
    lines = result.out.splitlines()
    assert lines[0] == "差は12名です [1]。"
    for expected in (
        "地域    人数",
        "南の村   8名",
        "数え方: 出席者の差",
        "計算: 28 − 16 = 12",
        "引用",
        "[1] ● 意見｜見出し一｜地域: 北（推定）",
        "    「働きかけが必要ではないか。」",
        "    前後の並びから",
        "    出典: 見本の資料（10〜23文字目） sample/opinion/1",
    ):
        assert expected in lines


def test_ask_marks_near_passages_of_an_abstention_as_no_answer(run):
    out = run("ask", "予算は？").out
    assert "関連する記述（回答ではありません）" in out
    assert "引用" not in out


@pytest.mark.parametrize(
    ("arguments", "history"),
    [
        (["ask", "次は？"], ()),
        (["ask", "次は？", "--history", "一", "二"], ("一", "二")),
        (["ask", "次は？", "--history", "一", "--history", "二"], ("一", "二")),
        (["ask", "--history", "一", "--", "次は？"], ("一",)),
    ],
)
def test_history_may_be_given_together_or_repeated(run, arguments, history):
    assert run(*arguments).assistant.asked == [("次は？", history)]


def test_ask_json_is_the_contracts_object(run):
    answer = json.loads(run("ask", "差は？", "--json").out)
    assert answer["question"] == "差は？"
    assert answer["figures"][0]["formula"] == "28 − 16 = 12"
    assert answer["citations"][0]["passage"] == "sample/opinion/1"
    assert "id" not in answer


def test_the_same_question_gives_the_same_bytes(run):
    assert run("ask", "差は？", "--json").out == run("ask", "差は？", "--json").out


def test_search_passes_every_filter(run):
    result = run(
        "search", "働きかけ", "--section", "見出し一", "--region", "北", "--kind", "opinion",
        "--document", "sample", "--top-k", "３",
    )  # fmt: skip
    assert result.assistant.searched == [
        {
            "query": "働きかけ",
            "section": "見出し一",
            "region": "北",
            "kind": "opinion",
            "document": "sample",
            "top_k": 3,
        }
    ]


def test_an_open_region_is_never_named_as_if_it_were_settled():
    region = Region(None, "unresolved", "行が失われている", ("北", "南"))
    shown = show_citation(Citation(1, replace(OPINION, region=region), "見本"), None)
    assert "地域: 未確定" in shown.splitlines()[0]
    assert "    候補: 北・南" in shown.splitlines()


def test_search_shows_an_opinion_with_the_response_to_it(run):
    lines = run("search", "働きかけ").out.splitlines()
    assert lines[0].startswith("[1] ● 意見｜見出し一")
    assert "    → ◆ 対応方針" in lines
    assert "    「県から働きかける。」" in lines
    assert any("【再掲】" in line for line in lines)


def test_search_json_is_a_list_of_hits_with_their_pairs(run):
    hits = json.loads(run("search", "働きかけ", "--json").out)
    assert [hit["n"] for hit in hits] == [1, 2]
    assert hits[0]["paired_policy"]["passage"] == "sample/policy/1"
    assert hits[1]["paired_opinions"][0]["passage"] == "sample/opinion/1"


def test_nothing_found_is_said(run):
    assert run("search", "無").out == "当てはまる記述は見つかりませんでした。\n"
    assert json.loads(run("search", "無", "--json").out) == []


def test_audit_shows_every_sum_and_why_one_does_not_agree(run):
    lines = run("audit").out.splitlines()
    for expected in (
        "見本の表",
        "一致    北の合計    16名  9 + 7 = 16",
        "不一致  団体      26団体  27 = 27",
        "不一致: 団体",
        "印刷は26団体、計算すると27団体です。",
        "甲会が2行に出ています。",
        "列を割り出した数値",
        "合計から割り出した",
        "・北の合計のうち 子ども 7名",
        "「県から働きかける。」",
    ):
        assert expected in lines


def test_audit_json_holds_every_term_with_its_place(run):
    (table,) = json.loads(run("audit", "--json").out)
    first, second = table["checks"]
    assert (first["agrees"], second["agrees"]) == (True, False)
    assert (second["printed"], second["computed"]) == (26, 27)
    assert first["terms"][1] == {
        "label": "子ども",
        "value": 7,
        "basis": "assigned",
        "reason": "合計から割り出した",
        "passage": "sample/policy/1",
        "start": 5,
        "end": 6,
    }


@pytest.mark.parametrize(("built", "said"), [(True, "索引を作りました"), (False, "新しいまま")])
@pytest.mark.parametrize("force", [True, False])
def test_index_says_what_it_did(run, monkeypatch, built, said, force):
    asked = []

    def refresh(settings, *, force, on_event):
        on_event("索引が古くなっています。")
        asked.append(force)
        return built

    monkeypatch.setitem(sys.modules, "assistant.index.build", SimpleNamespace(refresh=refresh))
    result = run("index", *["--force"] * force)
    assert (result.status, asked) == (0, [force])
    assert said in result.out
    assert re.search(r"（\d+\.\d秒）", result.out)
    assert result.err == "索引が古くなっています。\n"


def test_serve_opens_the_page_where_it_is_told(run, monkeypatch):
    served = []
    page = SimpleNamespace(serve=lambda *where, **how: served.append((*where, how)))
    monkeypatch.setitem(sys.modules, "assistant.web.page", page)
    result = run("serve")
    run("serve", "--host", "0.0.0.0", "--port", "80", "--mcp", "--feedback", "said.jsonl")
    run("serve", "--manage")
    assert served[:2] == [
        (result.assistant, "127.0.0.1", 7860, {"mcp": False, "feedback": None, "managed": None}),
        (
            result.assistant,
            "0.0.0.0",
            80,
            {"mcp": True, "feedback": Path("said.jsonl"), "managed": None},
        ),
    ]
    assert served[2][3]["managed"].corpus.name == "corpus"


def test_eval_scores_a_folder_and_shows_misses_of_the_development_half(run, tmp_path):
    line = {"id": "x-1", "question": "差は？", "answerable": True, "expect": {"has": ["13名"]}}
    for split in ("dev", "test"):
        text = json.dumps(line | {"question": f"{split}の差は？"})
        (tmp_path / f"sums-{split}.jsonl").write_text(text, encoding="utf-8")
    result = run("eval", "--questions", str(tmp_path), "--misses")
    assert result.status == 0
    assert [row.split()[:2] for row in result.out.splitlines()[2:4]] == [
        ["sums-dev", "1"],
        ["sums-test", "1"],
    ]
    assert "「13名」がない" in result.out
    assert "devの差は？" in result.out
    assert "testの差は？" not in result.out
    (row,) = json.loads(run("eval", "--questions", str(tmp_path), "--split", "test", "--json").out)[
        "rows"
    ]
    assert (row["name"], row["false"]) == ("sums-test", 1)


@pytest.fixture
def scored(monkeypatch, tmp_path):
    """A project with one question, whose search is scored by hand; returns its root."""
    from assistant import config
    from assistant.evaluation import retrieval

    folder = tmp_path / "tests" / "questions"
    folder.mkdir(parents=True)
    line = {"id": "x-1", "question": "差は？", "answerable": True, "expect": {"has": ["13名"]}}
    (folder / "sums-dev.jsonl").write_text(json.dumps(line), encoding="utf-8")
    monkeypatch.setattr(config, "find_root", lambda: tmp_path)
    lines = (retrieval.Line("検索", {"dev @1": 0.875}),)
    monkeypatch.setattr(retrieval, "run", lambda *_: lines)
    return tmp_path


def test_eval_scores_search_unless_the_questions_are_narrowed(run, scored):
    result = run("eval")
    assert "dev @1" in result.out
    assert "0.875" in result.out
    assert "--datasets" in result.err
    for narrowed in (["--by", "topic"], ["--misses"], ["--split", "dev"]):
        assert "dev @1" not in run("eval", *narrowed).out


def test_eval_says_which_public_sets_are_not_there(run, scored, tmp_path):
    (tmp_path / "sets").mkdir()
    result = run("eval", "--datasets", str(tmp_path / "sets"))
    assert result.status == 0
    assert "JaQuAD dev、JSQuAD、JSTS、JSICK は" in result.err
    result = run("eval", "--datasets", str(tmp_path / "none"))
    assert (result.status, result.out) == (1, "")
    assert "ありません" in result.err


def test_eval_says_what_is_not_as_it_was(run, scored):
    from assistant.evaluation import golden

    assert run("eval", "--update-golden").status == 0
    assert "前の結果" not in run("eval").out
    golden.update(scored, {"検索: dev @1": 0.9})
    assert "検索: dev @1: 0.9 → 0.875" in run("eval").out
    assert json.loads(run("eval", "--json").out)["drift"] == ["検索: dev @1: 0.9 → 0.875"]
    assert run("eval", "--update-golden").status == 0
    assert json.loads(run("eval", "--json").out)["drift"] == []


def test_eval_without_questions_is_one_sentence(run, tmp_path):
    result = run("eval", "--questions", str(tmp_path))
    assert (result.status, result.out) == (1, "")
    assert "見つかりません" in result.err


def choosing(monkeypatch, tmp_path, refresh=lambda *_, **__: True):
    """A project of its own, whose index is never really built; returns its settings anew."""
    from assistant import config

    (tmp_path / "index").mkdir()
    monkeypatch.setattr(config, "find_root", lambda: tmp_path)
    monkeypatch.setitem(sys.modules, "assistant.index.build", SimpleNamespace(refresh=refresh))
    return config.load_settings


def test_a_model_chosen_for_the_index_is_the_one_of_later_commands(run, monkeypatch, tmp_path):
    built = []

    def refresh(settings, **_):
        built.append(settings.model)
        return True

    load_settings = choosing(monkeypatch, tmp_path, refresh)
    (tmp_path / "small").mkdir()
    monkeypatch.chdir(tmp_path)
    assert run("index", "--model", "small").status == 0
    assert run("index").status == 0
    assert built == [tmp_path / "small"] * 2
    assert load_settings().model == tmp_path / "small"
    assert run("index", "--model", "owner/name").status == 0
    assert load_settings().model == "owner/name"
    assert run("index", "--model", "embedded").status == 0
    assert load_settings().model == tmp_path / "models" / "chive-tuned"


def test_a_model_that_does_not_work_is_not_kept(run, monkeypatch, tmp_path):
    from assistant.errors import EncoderError

    def refresh(settings, **_):
        raise EncoderError("モデルがありません。")

    load_settings = choosing(monkeypatch, tmp_path, refresh)
    result = run("index", "--model", "nobody/none")
    assert (result.status, result.err) == (1, "モデルがありません。\n")
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    result = run("index", "--rerank", "nobody/none")
    assert result.status == 1
    assert "nobody/none" in result.err
    settings = load_settings()
    assert settings.model == tmp_path / "models" / "chive-tuned"
    assert settings.rerank is None


def test_the_configuration_file_goes_before_the_command_line(run, monkeypatch, tmp_path):
    load_settings = choosing(monkeypatch, tmp_path)
    file = tmp_path / "assistant.toml"
    file.write_text('model = "a/b"\n', encoding="utf-8")
    result = run("index", "--model", "c/d")
    assert result.status == 1
    assert "「a/b」なので、「c/d」は使われません" in result.err
    assert run("index", "--model", "a/b").status == 0
    assert load_settings().model == "a/b"
