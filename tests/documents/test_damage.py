"""A source that changed is read as it now stands, or refused at a line; nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.documents.conftest import CORPUS, NAGANO

from assistant.errors import CorpusError
from assistant.tables.audit import audit_table
from assistant.types import Document

Reload = Callable[[str], Document]

SOURCE = (CORPUS / NAGANO / f"{NAGANO}.txt").read_text(encoding="utf-8")


def ink(text: str) -> str:
    return re.sub(r"\s", "", text)


def content(document: Document) -> object:
    """Everything a document says, without the places where it stands."""
    return (
        [(p.id, p.kind, p.section, ink(p.text), p.region, p.paired) for p in document.passages],
        [(p.role, p.name) for p in document.pieces],
        [
            [(r.passage, r.keys, {k: (c.value, c.basis) for k, c in r.cells.items()}) for r in rows]
            for table in document.tables
            for rows in [[*table.rows, *([table.total] if table.total else [])]]
        ],
    )


def texts_in_order(document: Document) -> str:
    units = [(p.start, ink(p.text)) for p in document.passages]
    units += [(p.start, ink(document.source[p.start : p.end])) for p in document.pieces]
    return "".join(text for _, text in sorted(units))


def attempt(reload: Reload, source: str) -> Document | None:
    """Return the document, or None where it is refused, as it must be: in words, at a line."""
    try:
        document = reload(source)
    except CorpusError as error:
        message = str(error)
        assert re.match(r"nagano-2024-kondankai/nagano-2024-kondankai\.txtの\d+行目", message)
        assert message.endswith("確かめてください。")
        return None
    assert texts_in_order(document) == ink(source)
    return document


def damaged(lines: list[str], n: int, how: str) -> list[str]:
    match how:
        case "dropped":
            return [*lines[:n], *lines[n + 1 :]]
        case "doubled":
            return [*lines[:n], lines[n], *lines[n:]]
        case "swapped":
            return [*lines[:n], *lines[n : n + 2][::-1], *lines[n + 2 :]]
        case "indented":
            return [*lines[:n], f"  {lines[n]}\t", *lines[n + 1 :]]
        case _:
            raise ValueError(how)


@pytest.mark.parametrize("how", ["dropped", "doubled"])
def test_a_lost_or_doubled_line_is_always_noticed(
    nagano: Document, reload_nagano: Reload, how: str
) -> None:
    lines = nagano.source.split("\n")
    for n, line in enumerate(lines):
        document = attempt(reload_nagano, "\n".join(damaged(lines, n, how)))
        if line == "民間事業者" and document is not None:
            # Its number loses its label, not its column; the printed count of 事業者 tells.
            labels = [check.label for check in audit_table(document.tables[0]).disagreements]
            assert "出席した事業者の数（その他）" in labels
        elif line.strip():
            assert document is None, (n + 1, line)
        elif document is not None:
            assert content(document) == content(nagano), n + 1


def test_blank_space_changes_nothing_but_places(nagano: Document, reload_nagano: Reload) -> None:
    lines = nagano.source.split("\n")
    for n in range(len(lines)):
        document = attempt(reload_nagano, "\n".join(damaged(lines, n, "indented")))
        assert document is not None, n + 1
        assert content(document) == content(nagano), n + 1


def test_windows_line_ends_and_a_byte_order_mark_change_nothing_but_places(
    nagano: Document, reload_nagano: Reload
) -> None:
    document = reload_nagano("\ufeff" + nagano.source.replace("\n", "\r\n"))
    assert content(document) == content(nagano)


@pytest.mark.parametrize(
    ("printed", "changed", "line", "expected", "found"),
    [
        ("実施期間", "期間", 11, "「実施期間」", "「期間 R6.10.17～11.8」"),
        ("\uf0d8 一部、里親", "一部、里親", 28, "の1番目の項目（全3項目）", "「一部、里親等"),
        (
            "デイサービス（",
            "デイ（",
            113,
            "「デイサービス（第三の居場所）」で始まる枠",
            "「デイ（第三",
        ),
        (
            "等を検討。問題\n",
            "等を検討。問題\n\n",
            165,
            "の2組目（opinion）の2行目（全2行）",
            "空行があります",
        ),
        ("10月17日(木)", "10月17日(金)", 332, "木曜日ですが、金曜日", ""),
        ("R6.10", "R.10", 11, "年（R(", "「R.10.17～11.8」"),
        ("10月17日(木)", "10月37日(木)", 333, "表の開催日", "「10月37日(木)」"),
        ("南信州地域", "南信地域", 332, "地域（佐久・上田・", "「南信地域」"),
        ("15名", "16名", 340, "行の合計に 16 + 6 + 1 + 2 = 25 ", "24があります"),
        ("松本地域", "諏訪地域", 383, "「諏訪」の行が二つ", ""),
        ("157名", "158名", 423, "総計に 76 + 41 + 12 + 2 + 26 = 157 ", "158があります"),
        ("12名 ２事業者", "２事業者", 423, "5列の合計と総計", "「68市町村　76名 26施設"),
        ("１名 ２名 24名", "２名 １名 24名", 332, "1通りのはず", "0通り"),
        ("※", "注", 425, "「※」で始まる枠", "「注児童相談"),
    ],
)
def test_the_error_names_the_line_the_expectation_and_what_stands_there(
    nagano: Document,
    reload_nagano: Reload,
    printed: str,
    changed: str,
    line: int,
    expected: str,
    found: str,
) -> None:
    assert printed in nagano.source
    with pytest.raises(CorpusError) as caught:
        reload_nagano(nagano.source.replace(printed, changed, 1))
    assert f"の{line}行目" in str(caught.value)
    assert expected in str(caught.value)
    assert found in str(caught.value)


def test_text_that_the_layout_does_not_know_is_refused(
    nagano: Document, reload_nagano: Reload
) -> None:
    with pytest.raises(CorpusError, match="文書の終わりを期待しましたが、「追記」"):
        reload_nagano(nagano.source + "\n追記\n")


def test_changed_words_are_read_as_they_stand(nagano: Document, reload_nagano: Reload) -> None:
    changed = nagano.source.replace("受け皿不足。", "受け皿がない。")
    document = reload_nagano(changed)
    before = {p.id: p.text for p in nagano.passages}
    differing = {p.id for p in document.passages if p.text != before[p.id]}
    assert differing == {"nagano-2024-kondankai/opinion/prevention-3"}


def test_every_changed_digit_of_the_table_is_refused_or_seen(
    nagano: Document, reload_nagano: Reload
) -> None:
    (table,) = nagano.tables
    assert table.total is not None
    audited = {(c.axis, c.label) for c in audit_table(table).disagreements}
    for row in (*table.rows, table.total):
        for id, cell in row.cells.items():
            if cell.span is None:
                continue
            altered = str(cell.value + 1)
            source = nagano.source
            source = source[: cell.span.start] + altered + source[cell.span.end :]
            document = attempt(reload_nagano, source)
            # Persons must meet their sums; counts of bodies are read, and the audit tells.
            if id.endswith(".persons"):
                assert document is None, (row.passage, id)
            else:
                assert document is not None
                now = {(c.axis, c.label) for c in audit_table(document.tables[0]).disagreements}
                assert now != audited or "facilities" in id, (row.passage, id)


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_several_random_damages_are_refused_or_lose_nothing(
    reload_nagano: Reload, data: st.DataObject
) -> None:
    lines = SOURCE.split("\n")
    for _ in range(data.draw(st.integers(1, 3))):
        n = data.draw(st.integers(0, len(lines) - 2))
        how = data.draw(st.sampled_from(["dropped", "doubled", "swapped", "indented"]))
        lines = damaged(lines, n, how)
    attempt(reload_nagano, "\n".join(lines))


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=12), st.integers(0, 10_000))
def test_anything_typed_into_the_source_is_refused_or_kept(
    reload_nagano: Reload, typed: str, place: int
) -> None:
    try:
        typed.encode()
    except UnicodeEncodeError:
        return
    place %= len(SOURCE)
    attempt(reload_nagano, SOURCE[:place] + typed + SOURCE[place:])
