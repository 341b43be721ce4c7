import re
from pathlib import Path

import pytest

from assistant.config import Milvus, Settings, load_settings
from assistant.errors import InputError


def written(root: Path, text: str) -> Settings:
    (root / "assistant.toml").write_text(text, encoding="utf-8")
    return load_settings(root)


def test_without_a_file_everything_lies_below_the_root(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == Settings(
        root=tmp_path,
        corpus=tmp_path / "corpus",
        index=tmp_path / "index",
        model=tmp_path / "models" / "chive-tuned",
        prompts={},
        top_k=5,
    )


def test_the_project_is_found_from_the_package_not_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings().root == Path(__file__).resolve().parents[1]


def test_an_installed_package_falls_back_to_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("assistant.config.__file__", str(tmp_path / "lib" / "a" / "config.py"))
    assert load_settings().root == tmp_path


def test_every_key_is_read_and_folders_are_relative_to_the_file(tmp_path: Path) -> None:
    settings = written(
        tmp_path,
        'corpus = "文書"\nindex = "/srv/index"\nmodel = "owner/name"\ntop_k = 12\n'
        '[prompts]\nquery = "検索クエリ: "\ndocument = "検索文書: "\n',
    )
    assert settings.corpus == tmp_path / "文書"
    assert settings.index == Path("/srv/index")
    assert settings.model == "owner/name"
    assert settings.top_k == 12
    assert settings.prompts == {"query": "検索クエリ: ", "document": "検索文書: "}


def test_a_byte_order_mark_is_no_error(tmp_path: Path) -> None:
    assert written(tmp_path, "\ufefftop_k = 3\n").top_k == 3


@pytest.mark.parametrize(
    ("model", "is_folder", "why"),
    [
        ("models/here", True, "the folder exists"),
        ("models/mistyped", True, "models/ exists, so a folder is missing"),
        ("./anywhere", True, "starts as a path"),
        ("~/anywhere", True, "starts as a path"),
        ("/srv/models/one", True, "absolute"),
        ("a/b/c", True, "names on the hub have two parts"),
        ("here", True, "a folder at the root"),
        ("cl-nagoya/ruri-v3-30m", False, "owner and name"),
        ("all-MiniLM-L6-v2", False, "a name without an owner"),
    ],
)
def test_a_model_is_a_folder_or_a_name(
    tmp_path: Path, model: str, is_folder: bool, why: str
) -> None:
    (tmp_path / "models" / "here").mkdir(parents=True)
    (tmp_path / "here").mkdir()
    found = written(tmp_path, f'model = "{model}"').model
    assert isinstance(found, Path) == is_folder, why
    assert found == model or (isinstance(found, Path) and found.is_absolute())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("topk = 3", "「topk」という設定はありません"),
        ("top_k = 0", "1から1000までの整数"),
        ("top_k = true", "True"),
        ('top_k = "5"', "'5'"),
        ("corpus = 3", "corpus には空でない文字列"),
        ('model = " "', "model には空でない文字列"),
        ("prompts = 3", "[prompts] の表"),
        ('[prompts]\npassage = "x"', "query、document"),
        ("[prompts]\nquery = 3", "prompts.query には文字列"),
        ("top_k = = 3", "line 1"),
    ],
)
def test_a_mistake_is_said_in_japanese_with_the_file(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(InputError) as caught:
        written(tmp_path, text)
    assert says in str(caught.value)
    assert "assistant.toml" in str(caught.value)


def test_a_file_that_is_not_utf8_is_said(tmp_path: Path) -> None:
    (tmp_path / "assistant.toml").write_bytes('corpus = "文書"'.encode("cp932"))
    with pytest.raises(InputError, match="読めません"):
        load_settings(tmp_path)


def test_a_choice_that_cannot_be_read_is_no_choice(tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    for text in ("{", "[]", '{"model": 3, "top_k": "7"}', ""):
        (tmp_path / "index" / "choice.json").write_text(text, encoding="utf-8")
        assert load_settings(tmp_path).model == tmp_path / "models" / "chive-tuned"


def test_models_are_chosen_by_name_or_folder(tmp_path: Path) -> None:
    settings = written(tmp_path, 'rerank = "owner/name"\ndimensions = 64\nfallback = true\n')
    assert (settings.rerank, settings.dimensions, settings.fallback) == ("owner/name", 64, True)


@pytest.mark.parametrize("line", ["dimensions = 0", 'fallback = "yes"', "rerank = 3"])
def test_values_of_the_wrong_kind_are_refused(line: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=line.partition(" ")[0]):
        written(tmp_path, f"{line}\n")


def test_without_a_store_the_index_lies_in_files(tmp_path: Path) -> None:
    assert written(tmp_path, '[milvus]\nuri = "http://db:19530"\n').milvus is None
    assert written(tmp_path, 'store = "files"\n').milvus is None


def test_a_milvus_server_is_named_with_its_token_and_collection(tmp_path: Path) -> None:
    text = 'store = "milvus"\n[milvus]\nuri = "https://db:443"\ntoken = "a:b"\ncollection = "x_1"\n'
    settings = written(tmp_path, text)
    assert settings.milvus == Milvus("https://db:443", "a:b", "x_1")
    assert "a:b" not in repr(settings)


def test_a_folder_of_milvus_lite_is_relative_to_the_file(tmp_path: Path) -> None:
    settings = written(tmp_path, 'store = "milvus"\n[milvus]\nuri = "index/milvus.db"\n')
    assert settings.milvus == Milvus(str(tmp_path / "index" / "milvus.db"), "", "assistant")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('store = "redis"\n', "files か milvus"),
        ("store = 1\n", "files か milvus"),
        ('store = "milvus"\n', "milvus.uri"),
        ('store = "milvus"\nmilvus = "http://db"\n', "[milvus] の表"),
        ('store = "milvus"\n[milvus]\nuri = "db:19530"\n', ".db で終わる"),
        ('store = "milvus"\n[milvus]\nuri = 19530\n', ".db で終わる"),
        ("[milvus]\nport = 19530\n", "使えるのは uri、token、collection"),
        ('store = "milvus"\n[milvus]\nuri = "http://db"\ntoken = 5\n', "milvus.token"),
        ('store = "milvus"\n[milvus]\nuri = "http://db"\ncollection = "1-a"\n', "collection"),
        (
            'store = "milvus"\n[milvus]\nuri = "http://db"\ncollection = "' + "a" * 101 + '"\n',
            "100",
        ),
    ],
)
def test_a_milvus_server_that_cannot_be_meant_is_said(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(InputError, match=re.escape(says)):
        written(tmp_path, text)
