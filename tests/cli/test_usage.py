"""Wrong usage is status 2 and one Japanese sentence; help names everything there is."""

import argparse
import re

import pytest

from assistant.cli import main
from assistant.cli.parser import build_parser

COMMANDS = [
    "add", "ask", "audit", "check", "eval", "index", "list", "remove", "review", "search", "serve",
]  # fmt: skip


def commands_of(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    (subparsers,) = (a for a in parser._actions if isinstance(a, argparse._SubParsersAction))
    return subparsers.choices


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "コマンド を指定してください"),
        (["greet"], "コマンド に「greet」はありません"),
        (["ask"], "質問 --batch のどれかを指定してください"),
        (["ask", "a", "--batch", "b"], "--batch と 質問 は一緒に使えません"),
        (["ask", "a", "--batch"], "--batch の値がありません"),
        (["ask", "a", "--history"], "--history の値がありません"),
        (["ask", "--batch", "-", "--history", "a"], "--batch と --history は一緒に使えません"),
        (["ask", "a", "--jso"], "「--jso」という指定はありません"),
        (["ask", "a", "--json=yes"], "--json に値「yes」は付けられません"),
        (["check", "a", "--batch", "b"], "--batch と FILE は一緒に使えません"),
        (["check", "--batch", "b", "--report", "r.md"], "--batch と --report は一緒に使えません"),
        (["check", "a", "--report", "r.pdf"], ".md、.html、.docx のどれかで終えてください"),
        (["search"], "語句 を指定してください"),
        (["search", "a", "--top-k", "0"], "1から1000までの整数で指定してください"),
        (["search", "a", "--top-k", "三"], "指定された値: 三"),
        (["search", "a", "b"], "「b」という指定はありません"),
        (["serve", "--port", "65536"], "0から65535までの整数"),
        (["serve", "--port", "80a"], "0から65535までの整数"),
        (["eval", "--split", "train"], "--split に「train」はありません"),
    ],
)
def test_wrong_usage_is_explained_in_japanese(capsys, arguments, sentence):
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    last = err.splitlines()[-1]
    assert sentence in last
    assert not re.search(r"\b(error|argument|usage|invalid|expected)\b", err)


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_status_0_and_japanese(capsys, command):
    assert main([*command.split(), "--help"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.startswith(f"使い方: assistant {command}".rstrip())
    assert "usage" not in out


def test_the_commands_are_those_of_the_contract_that_exist():
    assert sorted(commands_of(build_parser())) == COMMANDS


def test_every_option_is_explained():
    parsers = [build_parser(), *commands_of(build_parser()).values()]
    for parser in parsers:
        for action in parser._actions:
            if not isinstance(action, argparse._SubParsersAction):
                assert action.help, f"{parser.prog} {action.option_strings}"


def test_version(capsys):
    assert main(["--version"]) == 0
    assert re.fullmatch(r"assistant \d+\.\d+\.\d+\n", capsys.readouterr().out)
