"""The project around the code says what is true: Makefile, README, docs, dependencies."""

from __future__ import annotations

import argparse
import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import get_args

import pytest

from assistant.check.types import (
    Checked,
    Claim,
    Difference,
    Match,
    Quote,
    QuoteVerdict,
    Verdict,
)
from assistant.cli.parser import build_parser
from assistant.documents.load import load_corpus
from assistant.types import Answer, Citation, Figure, Passage
from assistant.wire import answer_to_dict, check_to_dict, citation_to_dict

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
DECISION_1 = (ROOT / "docs" / "decisions" / "0001-dependencies.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):.*## ", MAKEFILE, flags=re.MULTILINE))


def committed() -> list[Path]:
    """The files git holds, or would hold after the next commit."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


def markdown() -> list[Path]:
    return [path for path in committed() if path.suffix == ".md"]


def parsers() -> dict[str, argparse.ArgumentParser]:
    (subparsers,) = (
        action
        for action in build_parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    )
    return subparsers.choices


# ── documents ──


@pytest.mark.parametrize("command", parsers())
def test_every_command_and_option_is_documented(command):
    section = re.search(rf"^## assistant {command}$(.*?)(?=^## |\Z)", COMMANDS, re.M | re.S)
    assert section, f"docs/commands.md has no section on {command}"
    assert f"`assistant {command}`" in README
    for action in parsers()[command]._actions:
        for option in action.option_strings:
            if option not in ("-h", "--help"):
                assert f"`{option}" in section[1], f"{command} {option}"


def test_no_option_is_documented_that_does_not_exist():
    for command, parser in parsers().items():
        section = re.search(rf"^## assistant {command}$(.*?)(?=^## |\Z)", COMMANDS, re.M | re.S)
        known = {option for action in parser._actions for option in action.option_strings}
        assert set(re.findall(r"^\| `(--[a-z-]+)", section[1], re.M)) <= known


def test_every_field_of_the_json_is_documented():
    passage = Passage("a", "d", "opinion", "s", "t", 0, 1)
    citation = Citation(1, passage, "題")
    answer = answer_to_dict(
        Answer("q", "a", "table", figures=(Figure("1", 1, "名", ""),), citations=(citation,)), id=1
    )
    fields = {*answer, *citation_to_dict(citation), *answer["figures"][0]}
    fields |= {"paired_policy", "paired_opinions"}
    claim = Claim("1名", 0, 2, 1, "名", "supported", "exact", "理由")
    quote = Quote("あ", 0, 1, "differs", "理由", "い", (Difference("あ", "い"),))
    checked = check_to_dict(Checked("t", (claim,), (quote,), (citation,)), id=1)
    fields |= {*checked, *checked["claims"][0], *checked["quotes"][0]}
    fields |= {*checked["quotes"][0]["differences"][0]}
    fields |= {*get_args(Verdict), *get_args(Match), *get_args(QuoteVerdict)}
    missing = sorted(field for field in fields if f"`{field}`" not in COMMANDS)
    assert missing == []


def test_make_targets_in_the_documents_exist_and_the_readme_has_them_all():
    for path in markdown():
        text = path.read_text(encoding="utf-8")
        for target in re.findall(r"(?:`|^)make ([a-z]+)", text, re.M):
            assert target in TARGETS, f"{path}: make {target}"
    for target in TARGETS:
        assert f"`make {target}`" in README


def test_links_between_the_documents_lead_somewhere():
    broken = []
    for path in markdown():
        text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.S)
        for link in re.findall(r"\]\(([^)\s]+)\)", text):
            target = link.partition("#")[0]
            if target and ":" not in target and not (path.parent / target).exists():
                broken.append(f"{path.relative_to(ROOT)}: {link}")
    assert broken == []


def test_the_examples_of_how_to_add_a_document_can_be_read(tmp_path):
    text = (ROOT / "docs" / "documents.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^`(corpus/[^`]+)`\n\n```\w+\n(.*?)^```", text, re.M | re.S)
    assert len(blocks) == 4
    for name, content in blocks:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    loans, meeting = load_corpus(tmp_path / "corpus")
    assert [p.text for p in meeting.passages if p.section == "これからの課題"] == [
        "託児があれば、もっと多くの人が参加できる。"
    ]
    (table,) = loans.tables
    assert [row.cells["loans.volumes"].value for row in table.rows] == [12345, 6789]
    assert table.total.cells["loans.volumes"].value == 19134


def test_the_settings_in_the_documents_can_be_read(tmp_path):
    from assistant.config import load_settings

    (block,) = re.findall(r"^## 設定\n.*?```toml\n(.*?)^```", COMMANDS, re.M | re.S)
    (tmp_path / "assistant.toml").write_text(block, encoding="utf-8")
    assert load_settings(tmp_path).prompts == {"query": "検索クエリ: ", "document": "検索文書: "}


def test_the_batch_lines_in_the_documents_are_json():
    blocks = re.findall(r"### まとめて.*?```json\n(.*?)^```", COMMANDS, re.M | re.S)
    for field, block in zip(("question", "text"), blocks, strict=True):
        assert all(field in json.loads(line) for line in block.splitlines())


# ── dependencies ──


def test_what_is_imported_is_declared_and_what_is_declared_is_imported():
    modules = {
        name.partition(".")[0]
        for path in (ROOT / "src").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom) and not node.level
            else [node.args[0].value]
            if isinstance(node, ast.Call)
            and ast.unparse(node.func) == "importlib.import_module"
            and isinstance(node.args[0], ast.Constant)
            else []
        )
    } - {"assistant", "__future__", *sys.stdlib_module_names}
    known = packages_distributions()
    imported = {known[module][0].lower().replace("_", "-") for module in modules}
    # What only one setting needs is an extra.
    items = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["milvus"]]
    assert imported == {re.split(r"[<>=!~]", item)[0] for item in items}


def test_every_dependency_has_its_reason():
    extras = [name for group in PROJECT["optional-dependencies"].values() for name in group]
    for item in [*PROJECT["dependencies"], *extras]:
        assert re.split(r"[<>=!~]", item)[0] in DECISION_1, item


def test_every_dependency_is_pinned_and_torch_without_a_build_label():
    pins = dict(
        line.lower().replace("_", "-").split("==")
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    )
    extras = [name for group in PROJECT["optional-dependencies"].values() for name in group]
    for item in [*PROJECT["dependencies"], *extras]:
        assert re.split(r"[<>=!~]", item)[0].lower() in pins, item
    assert pins["torch"] == "2.13.0"
    assert not [name for name, version in pins.items() if "+" in version]
    assert not [name for name in pins if name.startswith(("nvidia", "triton"))]


# ── Makefile and CI ──


def test_the_makefile_has_the_promised_targets():
    promised = {"help", "setup", "run", "test", "check", "eval", "screenshots", "clean"}
    promised |= {"bench", "bench-peers"}
    assert promised == TARGETS


def outside_make() -> dict[str, str]:
    """The environment without what a make around the tests hands on to those below it."""
    return {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}


def make(*arguments: str, cwd: Path = ROOT) -> str:
    process = subprocess.run(
        ["make", "--no-print-directory", *arguments],
        capture_output=True,
        check=True,
        text=True,
        cwd=cwd,
        env=outside_make(),
    )
    return process.stdout


def test_make_alone_is_help_and_names_every_target():
    listed = make()
    assert listed == make("help")
    assert {line.split()[1] for line in listed.splitlines()} == TARGETS


def copy_of_the_makefile(tmp_path: Path) -> Path:
    for name in ("Makefile", "constraints.txt", "pyproject.toml", "scripts/install-browser.sh"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    return tmp_path


def stamp(folder: Path) -> None:
    """Pretend that everything is installed in ``folder``."""
    venv = folder / ".venv"
    venv.mkdir(exist_ok=True)
    (venv / ".python").write_text(f"{folder}\n", encoding="utf-8")
    for name in (".torch", ".run", ".dev", ".browser"):
        (venv / name).touch()


def test_torch_is_installed_first_and_alone_and_everything_is_constrained(tmp_path):
    folder = copy_of_the_makefile(tmp_path)
    steps = [line for line in make("-n", "test", cwd=folder).splitlines() if " pip " in line]
    assert [step.split("constraints.txt")[1].split() for step in steps] == [
        ["torch"],
        ["--editable", "."],
        ["--editable", "'.[dev]'"],
    ]
    assert all("-c constraints.txt" in step for step in steps)
    assert all(step.startswith(".venv/bin/python -m pip") for step in steps)


def test_a_second_run_installs_nothing(tmp_path):
    folder = copy_of_the_makefile(tmp_path)
    stamp(folder)
    assert make("-n", "run", cwd=folder).splitlines() == [
        ".venv/bin/assistant serve --host 127.0.0.1 --port 7860"
    ]


@pytest.mark.parametrize("changed", ["pyproject.toml", "constraints.txt"])
def test_a_changed_list_of_packages_is_installed(tmp_path, changed):
    folder = copy_of_the_makefile(tmp_path)
    stamp(folder)
    later = (folder / ".venv" / ".run").stat().st_mtime + 10
    os.utime(folder / changed, (later, later))
    assert " install " in make("-n", "run", cwd=folder)


def test_a_project_that_was_moved_is_installed_anew(tmp_path):
    folder = copy_of_the_makefile(tmp_path)
    stamp(folder)
    (folder / ".venv" / ".python").write_text("somewhere else\n", encoding="utf-8")
    assert "-m venv --clear .venv" in make("-n", "run", cwd=folder)


def test_options_reach_pip_pytest_and_the_server(tmp_path):
    folder = copy_of_the_makefile(tmp_path)
    steps = make(
        "-n", "test", "PIP_OPTIONS=--extra", "PYTEST_OPTIONS=-x", "BROWSER_TESTS=no", cwd=folder
    )
    assert "constraints.txt --extra torch" in steps
    assert "pytest -x -m 'not browser'" in steps
    assert "install-browser" not in steps
    assert "--host ::1 --port 80" in make("-n", "run", "HOST=::1", "PORT=80", cwd=folder)


def test_an_old_python_is_refused_in_one_sentence(tmp_path):
    folder = copy_of_the_makefile(tmp_path)
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("sh", "cat", "mkdir", "touch", "rm", "echo"):
        found = subprocess.run(["which", name], capture_output=True, text=True).stdout.strip()
        (tools / name).symlink_to(found)
    make_path = subprocess.run(["which", "make"], capture_output=True, text=True).stdout.strip()
    process = subprocess.run(
        [make_path, "setup"], cwd=folder, env={"PATH": str(tools)}, capture_output=True, text=True
    )
    assert process.returncode == 2
    assert "Python 3.11 以上" in process.stderr
    assert not (folder / ".venv").exists()


def test_without_a_browser_or_the_right_to_install_one_it_says_what_is_missing(tmp_path):
    for name, body in {"id": "echo 1000", "apt-get": "touch apt-was-called"}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    process = subprocess.run(
        ["/bin/sh", str(ROOT / "scripts" / "install-browser.sh")],
        cwd=tmp_path,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert process.returncode == 1
    assert process.stderr.count("\n") == 1
    assert "apt-get install chromium fonts-noto-cjk" in process.stderr
    assert not (tmp_path / "apt-was-called").exists()


def test_ci_runs_the_readmes_own_command_and_stops_at_the_first_failure():
    script = ROOT / ".ci" / "run"
    text = script.read_text(encoding="utf-8")
    assert "set -euo pipefail" in text
    assert re.search(r"^make check\b", text, re.M)
    assert "`make check`" in README
    assert script.stat().st_mode & 0o111
    subprocess.run(["bash", "-n", str(script)], check=True)
    subprocess.run(["sh", "-n", str(ROOT / "scripts" / "install-browser.sh")], check=True)


# ── what must not be committed ──


def test_no_committed_file_names_a_place_on_one_machine_or_an_index_host():
    # Written in pieces, so that this file does not hold what it forbids.
    folders = "|".join(("home", "root", "Users", "opt", "work", "tmp", "mnt", "data"))
    places = re.compile(rf"(?<![\w.~)\]}}/-])/(?:{folders})/\w")
    hosts = re.compile("py" + r"pi\.|pytho" + r"nhosted|download\.pyt" + r"orch|huggingface\.co/")
    found = []
    for path in committed():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture, or the encoder's weights
        if len(text) > 1_000_000:
            continue  # the encoder's vocabulary
        for number, line in enumerate(text.splitlines(), start=1):
            if places.search(line) or hosts.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    assert found == []


def test_nothing_that_is_built_is_committed():
    listed = {str(path.relative_to(ROOT)) for path in committed()}
    assert [name for name in listed if name.startswith("index/")] == ["index/README.md"]
    assert not [name for name in listed if name.endswith((".pyc", ".log", ".whl"))]
