import pytest

from assistant.errors import InputError
from assistant.index.attributes import Attributes
from assistant.index.filters import Filter, Names
from assistant.types import Document, Passage, Region

SECTIONS = ("里親等委託の推進", "施設の高機能化、多機能化", "施設の地域分散化")


def passage(number: int, section: str = SECTIONS[0], region: Region | None = None) -> Passage:
    return Passage(f"d/{number}", "d", "opinion", section, "本文", 0, 1, region)


DOCUMENT = Document(
    id="d",
    title="懇談会の結果",
    publisher="",
    date="",
    licence="",
    source="",
    passages=(passage(1),),
    pieces=(),
    regions=("上田", "上伊那", "南信州", "松本"),
    sections=SECTIONS,
    aliases={"南信州": ("飯田",), "里親等委託の推進": ("里親委託", "foster care")},
    places={"塩尻": "松本"},
)
OTHER = Document(
    id="e", title="別の文書", publisher="", date="", licence="", source="",
    passages=(Passage("e/1", "e", "note", "その他", "本文", 0, 1),), pieces=(),
    regions=("松本", "東京"), sections=("その他",),
)  # fmt: skip
NAMES = Names([DOCUMENT, OTHER], ("opinion", "note"))


@pytest.mark.parametrize(
    ("field", "written", "meant"),
    [
        ("section", "里親等委託の推進", "里親等委託の推進"),
        ("section", "里親委託", "里親等委託の推進"),
        ("section", "Foster  Care", "里親等委託の推進"),
        ("section", "委託", "里親等委託の推進"),
        ("section", "１里親等委託の推進", "里親等委託の推進"),
        ("section", "高機能化", "施設の高機能化、多機能化"),
        ("section", "その他", "その他"),
        ("region", "松本", "松本"),
        ("region", "松本地域", "松本"),
        ("region", "飯田", "南信州"),
        ("region", "塩尻", "松本"),
        ("region", "信州", "南信州"),
        ("kind", "opinion", "opinion"),
        ("kind", "ＯＰＩＮＩＯＮ", "opinion"),
        ("document", "d", "d"),
        ("document", "懇談会の結果", "d"),
        ("document", "懇談会", None),
    ],
)
def test_a_filter_takes_a_name_another_name_or_a_clear_part(
    field: str, written: str, meant: str | None
) -> None:
    values: dict[str, str | None] = dict.fromkeys(("section", "region", "kind", "document"))
    if meant is None:  # part of a title, but ids are what a document is called by
        with pytest.raises(InputError):
            NAMES.filter(**(values | {field: written}))
    else:
        assert getattr(NAMES.filter(**(values | {field: written})), field) == meant


@pytest.mark.parametrize(
    ("field", "written", "says"),
    [
        (
            "region",
            "札幌",
            "「札幌」は文書にありません。指定できるのは 上田、上伊那、南信州、松本、東京",
        ),
        ("region", "上", "1つに決まりません。上田、上伊那"),
        ("region", "", "文書にありません"),
        ("section", "施設", "施設の高機能化、多機能化、施設の地域分散化 のどれか"),
        ("kind", "poem", "指定できるのは opinion、note"),
        ("document", "x", "指定できるのは d、e"),
    ],
)
def test_an_unclear_value_names_the_valid_ones(field: str, written: str, says: str) -> None:
    values: dict[str, str | None] = dict.fromkeys(("section", "region", "kind", "document"))
    with pytest.raises(InputError) as caught:
        NAMES.filter(**(values | {field: written}))
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("wanted", "region", "fit"),
    [
        (Filter(), None, "yes"),
        (Filter(region="松本"), None, "no"),
        (Filter(region="松本"), Region("松本", "stated"), "yes"),
        (Filter(region="松本"), Region("松本", "inferred", "理由"), "yes"),
        (Filter(region="松本"), Region("上田", "stated"), "no"),
        (Filter(region="松本"), Region(None, "unresolved", "理由", ("上田", "松本")), "candidate"),
        (Filter(region="松本"), Region(None, "unresolved", "理由", ("上田",)), "no"),
        (Filter(section="施設の地域分散化"), None, "no"),
        (Filter(kind="note"), None, "no"),
        (Filter(document="e"), None, "no"),
        (Filter(SECTIONS[0], "松本", "opinion", "d"), Region("松本", "stated"), "yes"),
    ],
)
def test_a_passage_fits_may_fit_or_does_not(
    wanted: Filter, region: Region | None, fit: str
) -> None:
    [found] = Attributes.of([passage(1, region=region)]).fits(wanted).tolist()
    assert ("no", "candidate", "yes")[found] == fit
    assert wanted.is_open == (wanted == Filter())


@pytest.mark.parametrize("written", ["", "  ", "存在しない"])
def test_a_section_without_a_name_is_no_section_to_ask_for(written: str) -> None:
    unnamed = Document(
        id="f", title="題", publisher="", date="", licence="", source="",
        passages=(passage(1, ""), passage(2)), pieces=(), sections=("", SECTIONS[0]),
    )  # fmt: skip
    with pytest.raises(InputError, match="文書にありません"):
        Names([unnamed], ("opinion",)).filter(written, None, None, None)
