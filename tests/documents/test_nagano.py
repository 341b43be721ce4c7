"""What the reader must find in the Nagano summary: all of it, once each, in its place."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from assistant.types import Document, Passage

CORPUS = Path(__file__).parents[2] / "corpus" / "nagano-2024-kondankai"

COUNTS = {
    "purpose": 4,
    "outline": 5,
    "finding": 10,
    "next_step": 2,
    "region_support": 10,
    "region_resources": 10,
    "opinion": 22,
    "policy": 22,
    "attendance_row": 10,
    "attendance_total": 1,
    "note": 1,
}
TOPICS = {
    "prevention": ("市町村における予防的支援体制の構築", 5),
    "fostering": ("里親等委託の推進", 6),
    "permanency": ("パーマネンシー保障の取組と関係機関の連携", 7),
    "facilities": ("施設の高機能化、多機能化・機能転換、地域分散化", 4),
}
SHA256 = "003b91bf86037449d16b2c8c693084e4693f8e8004772c1f8249356ee41b08c2"
UNRESOLVED = ("佐久", "上田", "諏訪", "上伊那", "南信州", "木曽", "北信")


@pytest.fixture(scope="module")
def by_id(nagano: Document) -> dict[str, Passage]:
    return {p.id.removeprefix(f"{nagano.id}/"): p for p in nagano.passages}


def ink(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_source_is_the_published_file_byte_for_byte() -> None:
    data = (CORPUS / "nagano-2024-kondankai.txt").read_bytes()
    assert len(data) == 12954
    assert hashlib.sha256(data).hexdigest() == SHA256


def test_every_ink_character_belongs_to_exactly_one_passage_or_piece(nagano: Document) -> None:
    owners = [0] * len(nagano.source)
    for unit in (*nagano.passages, *nagano.pieces):
        for offset in range(unit.start, unit.end):
            owners[offset] += 1
    wrong = [
        (offset, character, owners[offset])
        for offset, character in enumerate(nagano.source)
        if owners[offset] != (0 if character.isspace() else 1)
        and not (character.isspace() and owners[offset] == 1)
    ]
    assert wrong == []


def test_every_passage_says_what_stands_at_its_span(nagano: Document) -> None:
    for passage in nagano.passages:
        assert ink(passage.text) == ink(nagano.source[passage.start : passage.end]), passage.id
        assert passage.text == passage.text.strip()
        assert "\n" not in passage.text
        assert "\uf0d8" not in passage.text


def test_sentences_broken_across_lines_are_joined_without_spaces(nagano: Document) -> None:
    spaced = [
        p.text
        for p in nagano.passages
        if re.search(r"\s", p.text) and not p.kind.startswith("attendance")
    ]
    # The circled numbers and 【再掲】 are set off by a space in the source itself.
    assert all(re.fullmatch(r"[①-④] \S+|\S+ 【再掲】", text) for text in spaced)
    assert len(spaced) == 4 + 4


def test_each_kind_is_read_as_often_as_it_is_printed(nagano: Document) -> None:
    assert Counter(p.kind for p in nagano.passages) == COUNTS


def test_ids_name_kind_and_place(by_id: dict[str, Passage]) -> None:
    expected = [f"purpose/{n}" for n in range(1, 5)]
    expected += ["outline/period", "outline/venues", "outline/invited", "finding/direction-1"]
    expected += ["outline/date", "outline/office"]
    expected += [f"finding/resources-{n}" for n in range(1, 4)]
    expected += [f"finding/issues-{n}" for n in range(1, 7)]
    expected += ["next_step/1", "next_step/2", "note/excluded-staff", "attendance/total"]
    for column in ("support", "resources"):
        expected += [f"region_{column}/unresolved-{n}" for n in range(1, 8)]
        expected += [f"region_{column}/{slug}" for slug in ("matsumoto", "kita-alps", "nagano")]
    for slug, (_, count) in TOPICS.items():
        for kind in ("opinion", "policy"):
            expected += [f"{kind}/{slug}-{n}" for n in range(1, count + 1)]
    rows = "minamishinshu suwa ueda kiso kamiina hokushin saku matsumoto nagano kita-alps"
    expected += [f"attendance/{slug}" for slug in rows.split(" ")]
    assert sorted(by_id) == sorted(expected)


@pytest.mark.parametrize(
    ("id", "section", "text"),
    [
        ("purpose/1", "目的", "① 後期計画の方向性・骨子案の内容を共有し、議論すること"),
        ("outline/period", "実施期間", "R6.10.17～11.8"),
        ("outline/venues", "実施箇所", "10広域の各合同庁舎等"),
        ("finding/direction-1", "後期計画の方向性等について", "主だった反対意見なし"),
        (
            "finding/resources-1",
            "資源整備の方向性等について",
            "一部、里親等委託率（55.6％）・登録里親数（500世帯）の目標について、急ぐ必要があるのか、"
            "リスクがあるのではないか、という趣旨の発言あり。",
        ),
        (
            "finding/issues-6",
            "今後の社会的養育の推進に向けた課題等",
            "支援の現場（市町村・施設等）において、支援するこどもや家庭の抱える課題が従来よりも"
            "重篤化・複雑化しているとの声",
        ),
        (
            "next_step/2",
            "今後の社会的養育の推進に向けた課題等",
            "圏域の支援体制の構築に向けて、具体的な検討を行う場として、継続的な開催を検討",
        ),
        (
            "region_resources/kita-alps",
            "地域資源の整備状況・課題等",
            "地域内での市町村共同の検討を推進。「施設」がないなかでの体制づくりを検討",
        ),
        (
            "opinion/prevention-5",
            TOPICS["prevention"][0],
            "児童家庭支援センターは、10圏域に最低でも１か所必要",
        ),
        (
            "policy/permanency-7",
            TOPICS["permanency"][0],
            "計画の目標及び理念が関係者の共通認識となるよう、継続的な研修の実施等の取組を記載 "
            "【再掲】",
        ),
        (
            "attendance/saku",
            "出席者",
            "佐久地域 11月１日(金) 13:30～16:30 佐久合同庁舎 "
            "10市町村　10名 １児童養護　４名 ３名 17名",
        ),
        (
            "attendance/total",
            "出席者",
            "68市町村　76名 26施設　41名 12名 ２事業者　2名 26名 157名",
        ),
        ("note/excluded-staff", "出席者", "※児童相談・養育支援支援室職員除く"),
    ],
)
def test_passages_are_printed_text_under_their_heading(
    by_id: dict[str, Passage], id: str, section: str, text: str
) -> None:
    assert (by_id[id].section, by_id[id].text) == (section, text)


def test_outline_passages_carry_the_field_name_as_label(by_id: dict[str, Passage]) -> None:
    labels = [by_id[f"outline/{slug}"].label for slug in ("period", "venues", "invited")]
    assert labels == ["実施期間", "実施箇所", "参集対象"]


def test_opinions_and_policies_are_paired_both_ways(by_id: dict[str, Passage]) -> None:
    for slug, (section, count) in TOPICS.items():
        for n in range(1, count + 1):
            opinion, policy = by_id[f"opinion/{slug}-{n}"], by_id[f"policy/{slug}-{n}"]
            assert opinion.paired == (policy.id,)
            assert policy.paired == (opinion.id,)
            assert opinion.section == policy.section == section
            assert opinion.end <= policy.start


def test_an_opinion_never_reads_like_a_response(nagano: Document) -> None:
    # Every response ends in 記載, 明記 or 実施; no opinion does.
    response = re.compile(r"(記載|明記|実施)( 【再掲】)?$")
    for passage in nagano.passages:
        if passage.kind in ("opinion", "policy"):
            assert bool(response.search(passage.text)) == (passage.kind == "policy")


def test_repeated_marks_exactly_what_the_source_marks(nagano: Document) -> None:
    repeated = {p.id.rsplit("/", 1)[1] for p in nagano.passages if p.repeated}
    assert repeated == {"permanency-1", "permanency-7", "facilities-2", "facilities-3"}
    assert nagano.source.count("【再掲】") == len(repeated)


def test_every_section_is_a_printed_heading(nagano: Document) -> None:
    headings = [ink(piece.name) for piece in nagano.pieces if piece.role == "heading"]
    for section in nagano.sections:
        assert any(heading.endswith(ink(section)) for heading in headings), section
    for piece in nagano.pieces:
        if piece.role == "heading":
            assert ink(nagano.source[piece.start : piece.end]) == ink(piece.name)


@pytest.mark.parametrize(
    ("slug", "name", "basis"),
    [
        ("matsumoto", "松本", "inferred"),
        ("kita-alps", "北アルプス", "inferred"),
        ("nagano", "長野", "stated"),
    ],
)
@pytest.mark.parametrize("column", ["support", "resources"])
def test_three_regions_have_their_cells_with_a_reason(
    by_id: dict[str, Passage], column: str, slug: str, name: str, basis: str
) -> None:
    region = by_id[f"region_{column}/{slug}"].region
    assert region is not None
    assert (region.name, region.basis, region.candidates) == (name, basis, ())
    assert region.reason


def test_fourteen_cells_stay_unresolved_with_their_candidates(nagano: Document) -> None:
    regions = [
        p.region for p in nagano.passages if p.kind in ("region_support", "region_resources")
    ]
    open_cells = [region for region in regions if region and region.basis == "unresolved"]
    assert len(open_cells) == 14
    for region in open_cells:
        assert region.name is None
        assert region.candidates == UNRESOLVED
        assert region.reason


def test_cells_whose_column_is_doubtful_say_so(by_id: dict[str, Passage]) -> None:
    # By their words two support cells and two resource cells come first; by strict alternation
    # the middle two would change places.
    first, second = by_id["region_support/unresolved-1"], by_id["region_support/unresolved-2"]
    third, fourth = by_id["region_resources/unresolved-1"], by_id["region_resources/unresolved-2"]
    assert first.start < second.start < third.start < fourth.start
    doubtful = {
        id for id, p in by_id.items() if p.region and "どちらの列" in (p.region.reason or "")
    }
    assert doubtful == {"region_support/unresolved-2", "region_resources/unresolved-1"}


def test_all_municipalities_lie_in_one_region(nagano: Document) -> None:
    assert len(nagano.places) == 77
    assert set(nagano.places.values()) == set(nagano.regions)
    assert Counter(place[-1] for place in nagano.places) == {"市": 19, "町": 23, "村": 35}


def test_aliases_mean_one_thing_only(nagano: Document) -> None:
    # The prefecture's wider areas name several regions each, and nothing else does.
    wider = {"東信": 2, "中信": 3, "南信": 3}
    names = [(alias, name) for name in nagano.regions for alias in nagano.aliases[name]]
    counts = Counter(alias for alias, _ in names)
    assert {alias: count for alias, count in counts.items() if count > 1} == wider
    assert not {alias for alias, _ in names} & set(nagano.regions)
    for table in nagano.tables:
        for dimension in table.dimensions:
            folded = [a for values in dimension.aliases.values() for a in values]
            shared = {a for a, count in Counter(folded).items() if count > 1}
            assert shared <= set(wider), dimension.id
        columns: dict[str, set[str]] = {}
        for measure in table.measures:
            for name in measure.names:
                columns.setdefault(name, set()).add(measure.column)
        assert {name: ids for name, ids in columns.items() if len(ids) > 1} == {}


def test_alias_keys_exist(nagano: Document) -> None:
    labels = {passage.label for passage in nagano.passages}
    assert set(nagano.aliases) <= {*nagano.regions, *nagano.sections, *labels}
    (table,) = nagano.tables
    for dimension in table.dimensions:
        values = {row.keys[dimension.id] for row in table.rows}
        assert set(dimension.aliases) <= values, dimension.id


def test_nothing_of_this_document_stands_in_the_code() -> None:
    declared = tomllib.loads((CORPUS / "document.toml").read_text(encoding="utf-8"))
    words = {region["name"] for region in declared["region"]} | set(declared["aliases"])
    words -= {"目的", "出席者", "実施期間", "長野"}  # words that any document may use
    for file in (CORPUS.parents[1] / "src" / "assistant" / "documents").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        assert not [word for word in words if word in text], file.name
