"""docs/api.md against a running server: what it names exists, what it shows works."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from .serving import ROOT, serving

gradio_client = pytest.importorskip("gradio_client")
TEXT = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:7860/"


@pytest.fixture(scope="module")
def url():
    with serving("real") as page:
        yield page.url


def example(language: str, url: str) -> str:
    code = re.search(rf"```{language}\n(.*?)```", TEXT, re.S)
    assert code
    return code[1].replace(ADDRESS, url)


def test_the_table_lists_every_endpoint_with_its_parameters(url):
    client = gradio_client.Client(url, verbose=False)
    known = client.view_api(return_format="dict", print_info=False)["named_endpoints"]
    rows = re.findall(r"^\| `(/\w+)` \| (.*?) \|", TEXT, re.M)
    assert {name for name, _ in rows} == set(known)
    for name, words in rows:
        expected = [p["parameter_name"] for p in known[name]["parameters"]]
        # A parenthesis may name a parameter again.
        assert list(dict.fromkeys(re.findall(r"`(\w+)`", words))) == expected


def test_the_python_example_works(url):
    space: dict[str, object] = {}
    exec(example("python", url), space)
    assert space["answer"]["figures"][0]["value"] == 16
    assert space["hits"]
    assert space["result"]["claims"][0]["verdict"] == "supported"


@pytest.mark.parametrize(("language", "program"), [("sh", "curl"), ("javascript", "node")])
def test_the_other_examples_work(url, language, program, tmp_path):
    if not shutil.which(program):
        pytest.skip(f"{program} is not installed")
    script = tmp_path / ("example.sh" if language == "sh" else "example.mjs")
    script.write_text(example(language, url), encoding="utf-8")
    command = ["sh", str(script)] if language == "sh" else ["node", str(script)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert "16名" in done.stdout or "16\\u540d" in done.stdout
