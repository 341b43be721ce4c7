"""Every rule of the scoring, each with an answer that passes and one that fails by a hair."""

import pytest

from assistant.evaluation.questions import Expected, Question
from assistant.evaluation.scoring import score
from assistant.types import Answer, Citation, Figure, Passage


def question(answerable=True, **expect):
    return Question("q", "set", "dev", "？", answerable, Expected(**expect))


def answer(text="", values=(), cited=(), kind="table", abstained=False):
    return Answer(
        "？",
        text,
        kind,
        abstained=abstained,
        figures=tuple(Figure(str(v), v, "名", "") for v in values),
        citations=tuple(
            Citation(n, Passage(name, "d", "opinion", "", "", 0, 0), "")
            for n, name in enumerate(cited, start=1)
        ),
    )


@pytest.mark.parametrize(
    ("expect", "given", "outcome", "reason"),
    [
        (
            {"has": ("16名",)},
            {"text": "松本地域の出席者は16名です。[1]"},
            "exact",
            "it stands there",
        ),
        ({"has": ("16名",)}, {"text": "１６ 名です。"}, "exact", "width and blanks do not matter"),
        ({"has": ("6名",)}, {"text": "16名です。"}, "false", "a number stands alone"),
        ({"has": ("6名",)}, {"text": "1.6名です。"}, "false", "decimals too"),
        ({"has": ("1,718",)}, {"text": "1,718自治体"}, "exact", "commas as written"),
        ({"has": ("718",)}, {"text": "1,718自治体"}, "false", "no part of a number"),
        ({"has": ("28",)}, {"text": "280"}, "false", "no beginning of a number"),
        ({"has": ("28",)}, {"text": "28.5"}, "false", "no whole part of a decimal"),
        ({"has": ("28",)}, {"text": "It is 28."}, "exact", "a full stop is no decimal point"),
        ({"has": ("16", "28")}, {"text": "16 28"}, "exact", "blanks keep numbers apart"),
        ({"has": ("1628",)}, {"text": "16 28"}, "false", "and do not join them"),
        ({"has": ("1",)}, {"text": "ありました。[1]"}, "false", "a citation mark is no number"),
        ({"has": ("16名|16人",)}, {"text": "16人です。"}, "exact", "either"),
        ({"has": ("松本", "長野")}, {"text": "松本です。"}, "false", "all of them"),
        ({"has": ("Matsumoto",)}, {"text": "MATSUMOTO"}, "exact", "letter case does not matter"),
        ({"has": ("松本",), "not_": ("諏訪",)}, {"text": "松本と諏訪"}, "false", "a wrong name"),
        ({"not_": ("6名",)}, {"text": "16名"}, "exact", "not inside another number"),
        ({"values": (16,)}, {"values": (28, 16)}, "exact", "among the figures"),
        ({"values": (16,)}, {"text": "16名", "values": ()}, "false", "text alone is no figure"),
        ({"values": (48.4,)}, {"values": (48.41,)}, "exact", "to one decimal"),
        ({"values": (0.25,)}, {"values": (0.3,)}, "exact", "half goes up"),
        ({"values": (48.4,)}, {"values": (48.5,)}, "false", "not to the next decimal"),
        ({"values": (48.4,)}, {"values": (48,)}, "false", "not to a whole number"),
        (
            {"has": ("48.4％|48％",), "values": (48.4,)},
            {"text": "48％", "values": (48,)},
            "exact",
            "unless the question takes it",
        ),
        (
            {"has": ("48.4％|49％",), "values": (48.4,)},
            {"text": "49％", "values": (49,)},
            "false",
            "and only the right one",
        ),
        ({"passages": ("a", "b")}, {"cited": ("x", "b")}, "exact", "any one of them"),
        ({"passages": ("a",)}, {"cited": ("v", "w", "x", "y", "z", "a")}, "false", "first five"),
        ({"passages": ("a",)}, {"cited": ("v", "w", "x", "y", "a")}, "exact", "the fifth counts"),
        (
            {"passages": ("a", "b"), "all_passages": True},
            {"cited": ("a",)},
            "false",
            "all where all are asked",
        ),
        (
            {"passages": ("a", "b"), "all_passages": True},
            {"cited": ("v", "w", "x", "y", "z", "b", "a")},
            "exact",
            "wherever they stand",
        ),
        ({"has": ("16名",)}, {"text": "16名", "abstained": True}, "refused", "abstained"),
        ({"has": ("16名",)}, {"text": "16名", "kind": "unclear"}, "refused", "asked back"),
    ],
)
def test_answerable(expect, given, outcome, reason):
    result = score(question(**expect), answer(**given))
    assert result.outcome == outcome, reason
    assert (result.why == "") == (outcome == "exact")


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        ({"abstained": True, "kind": "not_found"}, "exact"),
        ({"kind": "unclear"}, "exact"),
        ({"abstained": True, "cited": ("a",)}, "false"),
        ({"text": "16名です。"}, "false"),
    ],
)
def test_unanswerable(given, outcome):
    assert score(question(answerable=False), answer(**given)).outcome == outcome


@pytest.mark.parametrize(
    ("passages", "cited", "first"),
    [(("a",), ("a", "x"), True), (("a",), ("x", "a"), False), (("a",), (), False), ((), (), None)],
)
def test_the_first_citation_is_counted_apart(passages, cited, first):
    assert score(question(passages=passages), answer(cited=cited)).first is first
