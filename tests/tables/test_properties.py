"""What holds for every query and every text, not only for the examples someone thought of."""

from __future__ import annotations

import ast
import json
import operator
import re
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from assistant.answer.grounding import misquoted, ungrounded
from assistant.api import Assistant
from assistant.documents.load import load_document
from assistant.errors import InputError
from assistant.tables.compute import Calculator
from assistant.tables.execute import TableStore
from assistant.tables.query import Comparator, Condition, Operation, Query, Threshold
from assistant.tables.respond import Responder
from assistant.tables.speak import Said
from assistant.tables.wording import Wording
from assistant.types import Figure, Language, Measure
from assistant.wire import answer_to_dict

from . import plain
from .conftest import NAGANO, Asked, Tables
from .plain import Row

# The fixtures that the properties share hold no state between examples.
BOUNDED = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)


class Subject:
    """A table beside its plain reading."""

    def __init__(self, tables: Tables, rows: Sequence[Row]) -> None:
        self.tables, self.rows = tables, rows
        (self.table,) = tables.documents[0].tables
        self.types = {d.id: d.type for d in self.table.dimensions}

    def __repr__(self) -> str:
        return self.table.id

    def measure(self, id: str) -> Measure:
        return next(m for m in self.table.measures if m.id == id)

    def respond(self, query: Query, language: Language) -> tuple[Said, list[str]]:
        """Return what is said, and the texts of the passages it cites."""
        citer = self.tables.citer()
        calculator = Calculator(TableStore(self.table))
        said = Responder(calculator, Wording(self.table, language), citer, {}).respond(query)
        return said, [c.passage.text for c in citer.citations()]


MEETINGS = Subject(Tables(load_document(NAGANO)), plain.attendance())
SUBJECTS = (MEETINGS,)


def values_of(subject: Subject, dimension: str) -> list[str]:
    return sorted({row.keys[dimension] for row in subject.rows})


@st.composite
def conditions(draw: st.DrawFn, subject: Subject) -> tuple[Condition, ...]:
    """Return conditions on up to two dimensions."""
    found = []
    names = st.sampled_from(sorted(subject.types))
    for dimension in draw(st.lists(names, max_size=2, unique=True)):
        type_ = subject.types[dimension]
        values = values_of(subject, dimension)
        some = st.lists(st.sampled_from(values), min_size=1, max_size=4, unique=True)
        ops = ["in", "not_in"]
        ops += ["month"] * (type_ == "date")
        ops += ["ge", "le", "gt", "lt"] * (type_ in ("date", "time", "number"))
        op = draw(st.sampled_from(ops))
        if op == "month":
            months = st.sampled_from([("10",), ("11",), ("12",), ("10", "11")])
            found.append(Condition(dimension, "month", draw(months)))
        elif op in ("in", "not_in"):
            found.append(Condition(dimension, op, tuple(draw(some))))
        else:
            found.append(Condition(dimension, op, (draw(st.sampled_from(values)),)))
    return tuple(found)


class Case:
    """A table, conditions on its rows, a measure, and the rows that meet the conditions."""

    def __init__(self, subject: Subject, where: tuple[Condition, ...], measure: str) -> None:
        self.subject, self.where, self.measure = subject, where, measure
        self.rows = plain.select(subject.rows, where)

    def __repr__(self) -> str:
        return f"Case({self.subject}, {self.where}, {self.measure!r})"

    def of(self, measure: str) -> Case:
        return Case(self.subject, self.where, measure)

    @property
    def number(self) -> int:
        """The number itself: what is printed for the whole table, else the sum."""
        if self.where:
            return plain.total(self.rows, self.measure)
        return plain.whole(self.subject.rows, self.measure)

    def query(self, operation: Operation, **more: Any) -> Query:
        return Query(self.subject.table.id, operation, (self.measure,), self.where, **more)


@st.composite
def cases(draw: st.DrawFn, *, with_parts: bool = False) -> Case:
    """Draw a case.

    Only rows whose number is known: what is said of the others has tests of its own.
    """
    subject = draw(st.sampled_from(SUBJECTS))
    where = draw(conditions(subject))
    measures = [m.id for m in subject.table.measures]
    if with_parts:
        parents = {m.parent for m in subject.table.measures}
        measures = [m for m in measures if m in parents]
    measure = draw(st.sampled_from(measures))
    case = Case(subject, where, measure)
    assume(all(measure in row.numbers for row in case.rows))
    return case


OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
             ast.Div: operator.truediv}  # fmt: skip


def computed(expression: str) -> Fraction:
    """Work out an expression of numbers, + − × ÷ and brackets."""

    def walk(node: ast.expr) -> Fraction:
        if isinstance(node, ast.BinOp):
            return OPERATORS[type(node.op)](walk(node.left), walk(node.right))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -walk(node.operand)
        assert isinstance(node, ast.Constant), expression
        return Fraction(str(node.value))

    plain_signs = expression.translate(str.maketrans("−×÷", "-*/"))
    return walk(ast.parse(plain_signs.strip(), mode="eval").body)


def check_formula(figure: Figure) -> None:
    """A formula is true arithmetic, and ends in the value of its figure."""
    if figure.formula is None or ":" in figure.formula or "…" in figure.formula:
        return
    left, sign, right = re.split(r"\s([=≒])\s", figure.formula)
    assert Fraction(right) == Fraction(str(figure.value)), figure
    exact = computed(left)
    if sign == "=":
        assert exact == Fraction(right), figure
    else:
        # At least one decimal is kept, so the value is never further off than half of it.
        assert exact != Fraction(right), figure
        assert abs(exact - Fraction(right)) <= Fraction(1, 20), figure


def check(
    subject: Subject,
    query: Query,
    expected: Sequence[float],
    language: Language = "ja",
    grounded: bool = True,
) -> Said:
    said, cited = subject.respond(query, language)
    assert [f.value for f in said.figures] == list(expected), said.text
    for figure in said.figures:
        assert figure.text.startswith(f"{figure.value}"), figure
        assert figure.text in said.text
        assert figure.citations, figure
        check_formula(figure)
    # A day or time that only bounds the rows stands in none that is cited.
    if grounded and all(
        subject.types[c.dimension] in ("category", "weekday") for c in query.conditions
    ):
        assert ungrounded(said.text, cited, said.figures) == [], said.text
    return said


LANGUAGES = st.sampled_from(["ja", "en"])


@BOUNDED
@given(cases(), LANGUAGES)
def test_a_value_is_the_sum_of_the_rows_that_are_meant(case: Case, language: Language) -> None:
    subject, measure, rows = case.subject, case.measure, case.rows
    query = case.query("value")
    named = plain.named_in(rows, measure)
    if not rows:
        assert check(subject, query, [], language).query == ""
    elif len(named) > 1:
        check(subject, query, [1] * len(named), language)  # one body, never added to itself
    elif not case.where:
        printed, added = case.number, plain.total(rows, measure)
        differs = printed != added
        check(subject, query, [printed, added] if differs else [printed], language)
    elif len(rows) == 1:
        others = [v for r in subject.rows if (v := r.numbers.get(measure, 0))]
        persons = subject.measure(measure).quantity == subject.table.quantities[0].id
        near = others if not case.number and persons and len(others) <= 2 else []
        said = check(subject, query, [case.number, *near], language)
        assert said.keys == (rows[0].keys[subject.table.key],)
    else:
        sums = plain.by(rows, subject.table.key, measure)
        others = [v for r in subject.rows if (v := r.numbers.get(measure, 0))]
        persons = subject.measure(measure).quantity == subject.table.quantities[0].id
        near = others if not case.number and persons and len(others) <= 2 else []
        said = check(subject, query, [*sums.values(), case.number, *near], language)
        assert said.keys == tuple(sums)


@BOUNDED
@given(cases())
def test_a_mean_divides_by_the_number_of_rows(case: Case) -> None:
    assume(case.rows)
    mean = plain.rounded(Fraction(case.number, len(case.rows)))
    check(case.subject, case.query("mean"), [mean])


@BOUNDED
@given(cases())
def test_a_median_has_as_many_rows_above_as_below(case: Case) -> None:
    numbers = sorted(row.numbers[case.measure] for row in case.rows)
    assume(numbers)
    middle = numbers[(len(numbers) - 1) // 2 : len(numbers) // 2 + 1]
    expected = [plain.rounded(Fraction(sum(middle), len(middle)))]
    if len(middle) == 2:
        check(case.subject, case.query("median"), expected)
    else:
        # The values that are listed beside it have no figure: a zero among them is loose.
        said, _ = case.subject.respond(case.query("median"), "ja")
        assert [figure.value for figure in said.figures] == expected


@BOUNDED
@given(cases(), st.booleans())
def test_an_extreme_is_met_by_every_row_of_a_tie_and_by_no_other(
    case: Case, descending: bool
) -> None:
    key = case.subject.table.key
    # Two days or two halves of the day side by side are compared as groups.
    assume(case.rows and not any(len(c.values) == 2 and c.dimension != key for c in case.where))
    sums = plain.by(case.rows, key, case.measure)
    edge = (max if descending else min)(sums.values())
    said = check(case.subject, case.query("extreme", descending=descending), [edge])
    assert set(said.keys) == {name for name, value in sums.items() if value == edge}


@BOUNDED
@given(cases(), st.booleans(), st.integers(1, 25), st.booleans())
def test_a_ranking_is_in_order_and_keeps_ties_together(
    case: Case, descending: bool, wanted: int, position: bool
) -> None:
    assume(case.rows)
    sums = plain.by(case.rows, case.subject.table.key, case.measure)
    ordered = sorted(sums.values(), reverse=descending)
    last = ordered[min(wanted, len(ordered)) - 1]
    shown = [v for i, v in enumerate(ordered) if i < wanted or v == last]
    limit = {"position": wanted} if position else {"limit": wanted}
    query = case.query("rank", descending=descending, **limit)
    said = check(case.subject, query, [*shown, last] if position else shown)
    assert {sums[key] for key in said.keys} == ({last} if position else set(shown))


COMPARES: dict[Comparator, Callable[[float, float], bool]] = {
    "ge": operator.ge, "gt": operator.gt, "le": operator.le,
    "lt": operator.lt, "eq": operator.eq, "ne": operator.ne,
}  # fmt: skip


@BOUNDED
@given(cases(), st.sampled_from(sorted(COMPARES)), st.data())
def test_a_threshold_lets_through_what_meets_it(
    case: Case, op: Comparator, data: st.DataObject
) -> None:
    assume(case.rows)
    key = case.subject.table.key
    sums = plain.by(case.rows, key, case.measure)
    edge = data.draw(st.sampled_from(sorted(sums.values())), label="edge")
    met = {name: value for name, value in sums.items() if COMPARES[op](value, edge)}
    query = case.query("threshold", threshold=Threshold(op, edge))
    if met:
        count = sum(row.keys[key] in met for row in case.rows)
        assert check(case.subject, query, [*met.values(), count]).keys == tuple(met)
    else:
        best = max(sums.values()) if op in ("ge", "gt") else min(sums.values())
        check(case.subject, query, [best])


@BOUNDED
@given(cases(), st.booleans())
def test_above_and_below_the_mean(case: Case, above: bool) -> None:
    numbers = [row.numbers[case.measure] for row in case.rows]
    # Sums of several rows are not compared with the mean of one.
    assume(numbers)
    assume(len({row.keys[case.subject.table.key] for row in case.rows}) == len(numbers))
    mean = Fraction(sum(numbers), len(numbers))
    met = [n for n in numbers if n != mean and (n > mean) is above]
    query = case.query("threshold", threshold=Threshold("gt" if above else "lt", None))
    said, _ = case.subject.respond(query, "ja")
    values = [figure.value for figure in said.figures]
    assert values[0] == plain.rounded(Fraction(case.number, len(numbers)))
    if met:
        assert values[1:] == [*met, len(met)]
    else:
        assert len(values) == 2  # the nearest row, as what does not meet it


@BOUNDED
@given(cases(), st.booleans())
def test_a_share_is_a_part_of_its_whole(case: Case, over_all: bool) -> None:
    assume(case.rows)
    subject, root = case.subject, case.measure
    while not over_all and (parent := subject.measure(root).parent):
        root = parent
    of_all = Case(subject, () if over_all else case.where, root)
    assume(of_all.number)
    percent = plain.rounded(Fraction(100 * case.number, of_all.number))
    query = case.query("share", over_all_rows=over_all)
    check(subject, query, [case.number, of_all.number, percent])


@BOUNDED
@given(cases(), st.data(), st.sampled_from(["difference", "ratio"]))
def test_two_rows_are_compared(case: Case, data: st.DataObject, operation: Operation) -> None:
    subject, key = case.subject, case.subject.table.key
    two = st.lists(st.sampled_from(values_of(subject, key)), min_size=2, max_size=2, unique=True)
    a, b = named = tuple(data.draw(two, label="named"))
    sums = plain.by(subject.rows, key, case.measure)
    pair = Case(subject, (Condition(key, "in", named),), case.measure)
    query = pair.query(operation, named=named)
    if operation == "difference":
        check(subject, query, [sums[a], sums[b], abs(sums[a] - sums[b])])
    else:
        assume(sums[b])
        check(subject, query, [sums[a], sums[b], plain.rounded(Fraction(sums[a], sums[b]))])


@BOUNDED
@given(cases())
def test_counts_and_lists(case: Case) -> None:
    assume(case.rows)
    check(case.subject, case.query("count"), [len(case.rows)])
    numbers = [row.numbers[case.measure] for row in case.rows]
    assert len(check(case.subject, case.query("list"), numbers).rows) == 1 + len(numbers)


@BOUNDED
@given(cases(with_parts=True))
def test_the_parts_of_a_number_add_up_to_it(case: Case) -> None:
    children = [m.id for m in case.subject.table.measures if m.parent == case.measure]
    assume(case.rows)
    parts = [case.of(m).number for m in children]
    # 27 facilities in the rows, 26 in the total: said elsewhere, with the reason.
    assume(sum(parts) == case.number)
    shown = [p for p in parts if p] if len(parts) > 5 else parts
    assume(shown)  # nothing at all has no parts to say
    # «出席した乳児院の数14施設» is not read as a number: nothing grounds it.
    readable = not case.measure.endswith(".bodies")
    check(case.subject, case.query("breakdown"), [*shown, case.number], grounded=readable)


@BOUNDED
@given(cases())
def test_the_same_number_is_shared_by_at_least_two(case: Case) -> None:
    assume(case.rows)
    sums = plain.by(case.rows, case.subject.table.key, case.measure)
    ordered = sorted(sums.values(), reverse=True)
    check(case.subject, case.query("same"), [v for v in ordered if ordered.count(v) > 1])


def test_a_wrong_formula_would_be_noticed() -> None:
    check_formula(Figure("3名", 3, "名", "", "1 + 2 = 3"))
    check_formula(Figure("0.3", 0.3, "", "", "1 ÷ 3 ≒ 0.3"))
    for wrong in ("1 + 1 = 3", "1 ÷ 3 = 0.3", "1 + 2 = 4", "1 ÷ 2 ≒ 0.3", "1 + 2 ≒ 3"):
        with pytest.raises(AssertionError):
            check_formula(Figure("", Fraction(wrong.split()[-1]), "", "", wrong))  # type: ignore[arg-type]


# ── questions: the same thing in other words, and anything at all ──

REGIONS = {
    "松本": ("松本", "松本地域", "まつもと", "ﾏﾂﾓﾄ", "松本圏域"),
    "上伊那": ("上伊那", "上伊那地域", "カミイナ", "伊那", "上伊奈"),
    "北アルプス": ("北アルプス", "北ｱﾙﾌﾟｽ", "大町", "北アルプス地域"),
    "長野": ("長野", "長野地域", "ナガノ"),
    "南信州": ("南信州", "飯田", "みなみしんしゅう"),
    "諏訪": ("諏訪", "岡谷", "諏訪地域"),
}
COLUMNS = {
    "foster.persons": ("里親", "里親さん", "登録里親"),
    "guidance.persons": ("児相", "児童相談所", "児童相談所の職員"),
    "facilities.persons": ("施設", "施設関係者", "施設の職員"),
    "municipalities.persons": ("市町村", "市町村の職員", "自治体職員"),
    "facilities/child_home.persons": ("児童養護施設",),
    "total.persons": ("出席者", "参加者"),
}
JOINS = ("の", " ", "での", "では", "、", "会場の", "に")
TOPICS = ("は", " ", "って", "、", "が", "は全部で")
ENDINGS = (
    "何人でしたか", "何人ですか？", "何名", "何人", "何人だった?", "何人来ましたか",
    "何人いらっしゃいましたか。", "何名様が参加されましたか", "何人出席したのか教えてください",
    "何人おったん？",
)  # fmt: skip


@BOUNDED
@given(
    st.sampled_from(sorted(REGIONS)),
    st.sampled_from(sorted(COLUMNS)),
    st.data(),
    st.sampled_from(JOINS),
    st.sampled_from(TOPICS),
    st.sampled_from(ENDINGS),
)
def test_names_particles_and_politeness_do_not_change_the_number(
    ask: Asked, region: str, measure: str, data: st.DataObject, join: str, topic: str, ending: str
) -> None:
    name = data.draw(st.sampled_from(REGIONS[region]))
    column = data.draw(st.sampled_from(COLUMNS[measure]))
    (row,) = (r for r in MEETINGS.rows if r.keys["region"] == region)
    assert ask.values(f"{name}{join}{column}{topic}{ending}")[0] == row.numbers[measure]


PAIRED = ("{a}と{b}を合わせると{c}は何人ですか", "{a}と{b}の{c}の差は何人", "{a}、{b}の{c}の平均は",
          "{a}と{b}では{c}はどちらが多いですか", "{a}及び{b}の{c}の合計")  # fmt: skip


@BOUNDED
@given(
    st.permutations([r.keys["region"] for r in MEETINGS.rows]),
    st.sampled_from(sorted(COLUMNS)),
    st.sampled_from(PAIRED),
)
def test_the_order_of_two_regions_does_not_change_the_number(
    ask: Asked, regions: list[str], measure: str, form: str
) -> None:
    a, b = regions[:2]
    column = COLUMNS[measure][0]
    one = ask.values(form.format(a=a, b=b, c=column))
    other = ask.values(form.format(a=b, b=a, c=column))
    assert sorted(one) == sorted(other)
    assert one[-1] == other[-1] or "どちら" in form


def test_a_question_keeps_its_number_beside_thanks_and_reasons(ask: Asked) -> None:
    for question in (
        "松本地域の里親は何人でしたか",
        "すみません、松本地域の里親は何人でしたか",
        "記事を書いているのですが、松本地域の里親は何人でしたか",
        "松本地域の里親は何人でしたか。よろしくお願いします。",
        "　松本地域の里親は何人でしたか\n",
    ):
        assert ask.values(question) == [1], question


PIECES = (
    "松本", "長野と佐久", "飯田市", "里親", "児相", "施設", "市町村", "何人", "何市町村", "いくつ",
    "10月", "11月7日", "去年", "午前", "水曜", "平均", "差", "割合", "合わせて", "最も多い",
    "3番目",
    "10人以上", "二桁", "以外", "そのうち", "内訳", "どこ", "いつ", "一覧", "でしたか", "？", "。",
    "、", "\n", "意見", "方針", "目的", "パーマネンシー", "55.6％", "「", "」", "[1]", "①", "1/2",
    "How many", "people", "Matsumoto", "<script>alert(1)</script>", "'; DROP TABLE t; --", "%s",
    "{where}", "\x00", "\ud800", "😀", "ﾊﾟ", "１２３", "−5", "0", "९", "½",
)  # fmt: skip
ANYTHING = st.one_of(
    st.text(st.characters(codec=None), max_size=60),
    st.lists(st.sampled_from(PIECES), max_size=9).map("".join),
    st.tuples(st.lists(st.sampled_from(PIECES), max_size=5).map("".join), st.text(max_size=8)).map(
        "".join
    ),
)


def questions(history: Sequence[str], question: str, ask: Asked) -> Iterator[dict[str, object]]:
    """Yield the answer as JSON data, or nothing where the question is no question."""
    try:
        answer = ask(question, *history)
    except InputError:
        return
    marks = {int(mark) for mark in re.findall(r"\[([0-9]+)\]", answer.answer)}
    if answer.abstained:
        assert answer.citations == ()
        assert answer.figures == ()
        assert not re.search(r"[0-9]", answer.answer), answer.answer
    else:
        texts = [c.passage.text for c in answer.citations]
        # A part that is asked back says «一つ» and «二つ»: words of ours, not numbers.
        loose = ungrounded(answer.answer, texts, answer.figures)
        assert set(loose) <= {"一つ", "二つ"}, answer.answer
        assert misquoted(answer.answer, texts) == []
        assert marks <= {c.n for c in answer.citations}
        assert all(n <= len(texts) for f in answer.figures for n in f.citations)
    yield answer_to_dict(answer)


@settings(BOUNDED, max_examples=250)
@given(ANYTHING, st.lists(ANYTHING, max_size=2))
def test_any_text_is_answered_with_grounded_digits_and_twice_alike(
    ask: Asked, question: str, history: list[str]
) -> None:
    once = [json.dumps(a, ensure_ascii=False) for a in questions(history, question, ask)]
    again = [json.dumps(a, ensure_ascii=False) for a in questions(history, question, ask)]
    assert once == again


@BOUNDED
@given(ANYTHING)
def test_any_text_is_answered_over_another_table(ask_libraries: Asked, question: str) -> None:
    for answer in questions((), question, ask_libraries):
        assert answer["kind"] in ("table", "passages", "not_found", "unclear")


def test_another_process_would_say_the_same(ask: Asked) -> None:
    other = Assistant(ask.assistant._index)
    for question in ("松本と長野の差は何人", "里親がいなかった地域は", "長野についての意見は"):
        one, two = (answer_to_dict(a.ask(question)) for a in (ask.assistant, other))
        assert json.dumps(one) == json.dumps(two)
