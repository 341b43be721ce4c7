"""Random sentences about the test tables with what is true of each, by brute force over CSV rows.

Nothing here reads the program: a sentence comes with its figure and the value that the rows give.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

DATA = Path(__file__).parents[1] / "data"


@dataclass(frozen=True, slots=True)
class Sentence:
    """``text`` holds ``{}`` where the figure stands; ``value`` with ``unit`` makes it true.

    ``others`` are values that stand elsewhere in the table: the temptations.
    """

    text: str
    value: int | float
    unit: str
    others: tuple[int | float, ...]

    def said(self, value: int | float) -> tuple[str, int, int]:
        """Return the sentence with ``value``, and where the figure stands."""
        figure = f"{value}{self.unit}"
        start = self.text.index("{}")
        return self.text.replace("{}", figure), start, start + len(figure)


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ATTENDANCE = _rows("attendance.csv")
COLUMNS = {
    "市町村": ("municipalities.persons",),
    "里親": ("foster.persons",),
    "児相": ("guidance.persons",),
    "児童相談所": ("guidance.persons",),
    "児童養護施設": ("child_home.persons",),
    "乳児院": ("infant_home.persons",),
    "施設": tuple(
        f"{n}.persons"
        for n in (
            "child_home", "infant_home", "foster_support", "independence_home", "family_support",
            "matsumoto_asahi", "hata_gakuin",
        )
    ),
    "出席者": ("total.persons",),
}  # fmt: skip


def _number(row: dict[str, str], column: str) -> int:
    return sum(int(row[c]) for c in COLUMNS[column])


def _rounded(value: Fraction, places: str) -> float:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return float(exact.quantize(Decimal(places), ROUND_HALF_UP))


def attendance(chance: random.Random) -> Sentence:
    """Return one random sentence about the attendance table."""
    return chance.choice(
        (
            *(_cell, _cell, _cell, _carried, _listed, _total, _sum, _difference, _bodies),
            *(_month, _mean, _share, _ratio, _maximum, _bullet, _table, _rows_with),
        )
    )(chance)


def _everything(column: str) -> tuple[int, ...]:
    values = {_number(r, column) for r in ATTENDANCE} | {_number(r, "出席者") for r in ATTENDANCE}
    return tuple(sorted(values))


def _cell(chance: random.Random) -> Sentence:
    row, column = chance.choice(ATTENDANCE), chance.choice(list(COLUMNS))
    region = row["region"]
    text = chance.choice(
        [
            f"{region}地域の{column}は{{}}だった。",
            f"{region}会場には、{column}が{{}}参加した。" if column != "出席者"
            else f"{region}会場には、{{}}が参加した。",
            f"{region}では{column}は{{}}にとどまった。",
            f"懇談会の{column}は、{region}が{{}}でした。",
            f"{row['venue']}での懇談会は、{column}が{{}}だった。",
        ]
    )  # fmt: skip
    return Sentence(text, _number(row, column), chance.choice("名人"), _everything(column))


def _carried(chance: random.Random) -> Sentence:
    row, column = chance.choice(ATTENDANCE), chance.choice(list(COLUMNS)[:-1])
    text = (
        f"{row['region']}会場には{_number(row, '出席者')}名が集まった。うち{column}は{{}}だった。"
    )
    return Sentence(text, _number(row, column), "名", _everything(column))


def _listed(chance: random.Random) -> Sentence:
    first, second = chance.sample(ATTENDANCE, 2)
    column = chance.choice(list(COLUMNS)[:-1])
    text = f"{column}は{first['region']}{_number(first, column)}名、{second['region']}{{}}だった。"
    return Sentence(text, _number(second, column), "名", _everything(column))


def _total(chance: random.Random) -> Sentence:
    column = chance.choice(list(COLUMNS))
    value = sum(_number(r, column) for r in ATTENDANCE)
    text = chance.choice([f"全体の{column}は{{}}です。", f"{column}は、全会場合わせて{{}}でした。"])
    return Sentence(text, value, "名", _everything(column))


def _sum(chance: random.Random) -> Sentence:
    some = chance.sample(ATTENDANCE, chance.randint(2, 4))
    column = chance.choice(list(COLUMNS))
    names = "、".join(r["region"] for r in some)
    text = f"{names}の{len(some)}会場の{column}は、合わせて{{}}だった。"
    value = sum(_number(r, column) for r in some)
    return Sentence(text, value, "名", tuple(_number(r, column) for r in some))


def _difference(chance: random.Random) -> Sentence:
    first, second = chance.sample(ATTENDANCE, 2)
    column = chance.choice(list(COLUMNS))
    a, b = _number(first, column), _number(second, column)
    while a == b:
        first, second = chance.sample(ATTENDANCE, 2)
        a, b = _number(first, column), _number(second, column)
    way = "多かった" if a > b else "少なかった"
    text = f"{first['region']}の{column}は{second['region']}より{{}}{way}。"
    return Sentence(text, abs(a - b), "人", (a, b))


def _bodies(chance: random.Random) -> Sentence:
    row = chance.choice(ATTENDANCE)
    text = f"{row['region']}からは{{}}が参加した。"
    others = tuple(int(r["municipalities.bodies"]) for r in ATTENDANCE)
    persons = int(row["municipalities.persons"])
    return Sentence(text, int(row["municipalities.bodies"]), "市町村", (*others, persons))


def _month(chance: random.Random) -> Sentence:
    month = chance.choice(("10", "11"))
    some = [r for r in ATTENDANCE if r["date"][5:7] == month]
    column = chance.choice(list(COLUMNS))
    text = f"{month}月の会場では、{column}は計{{}}だった。"
    value = sum(_number(r, column) for r in some)
    return Sentence(text, value, "名", tuple(_number(r, column) for r in some))


def _mean(chance: random.Random) -> Sentence:
    column = chance.choice(list(COLUMNS))
    value = Fraction(sum(_number(r, column) for r in ATTENDANCE), len(ATTENDANCE))
    text = f"1会場当たりの{column}は平均{{}}となる。"
    return Sentence(text, _rounded(value, "0.1"), "人", _everything(column))


def _share(chance: random.Random) -> Sentence:
    row, column = chance.choice(ATTENDANCE), chance.choice(list(COLUMNS)[:-1])
    value = Fraction(100 * _number(row, column), _number(row, "出席者"))
    text = f"{row['region']}の出席者のうち、{column}は{{}}を占める。"
    others = (float(_number(row, column)), 48.4)
    return Sentence(text, _rounded(value, "0.1"), "％", others)


def _ratio(chance: random.Random) -> Sentence:
    first, second = chance.sample(ATTENDANCE, 2)
    value = Fraction(_number(first, "出席者"), _number(second, "出席者"))
    text = f"{first['region']}の出席者は{second['region']}の約{{}}に当たる。"
    return Sentence(text, _rounded(value, "0.1"), "倍", ())


def _maximum(chance: random.Random) -> Sentence:
    column = chance.choice(list(COLUMNS))
    best = max(_number(r, column) for r in ATTENDANCE)
    row = next(r for r in ATTENDANCE if _number(r, column) == best)
    text = f"{column}が最も多かったのは{row['region']}の{{}}だった。"
    return Sentence(text, best, "人", _everything(column))


def _bullet(chance: random.Random) -> Sentence:
    row, column = chance.choice(ATTENDANCE), chance.choice(list(COLUMNS))
    text = f"■ {row['region']}会場\n・開始 {row['start']}\n・{column}：{{}}\n"
    return Sentence(text, _number(row, column), "名", _everything(column))


def _table(chance: random.Random) -> Sentence:
    first, second = chance.sample(ATTENDANCE, 2)
    columns = chance.sample(list(COLUMNS), 2)
    lines = [f"| 地域 | {columns[0]} | {columns[1]} |", "|---|---|---|"]
    lines += [
        f"| {first['region']} | {_number(first, columns[0])} | {_number(first, columns[1])} |",
        f"| {second['region']} | {_number(second, columns[0])} | {{}} |",
    ]
    value = _number(second, columns[1])
    return Sentence("\n".join(lines), value, "名", _everything(columns[1]))


def _rows_with(chance: random.Random) -> Sentence:
    column = chance.choice(list(COLUMNS)[:-1])
    value = sum(_number(r, column) > 0 for r in ATTENDANCE)
    return Sentence(f"{column}が参加した会場は{{}}だった。", value, "か所", (10, 3))


LIBRARIES = [r for r in _rows("libraries/libraries.csv") if r["館名"] != "合計"]
LENT = {"貸出冊数": "貸出冊数", "一般書の貸出": "うち一般書", "児童書の貸出": "うち児童書"}


def libraries(chance: random.Random) -> Sentence:
    """Return one random sentence about the table of libraries."""
    return chance.choice((_lent, _lent, _visits, _year, _lent_more))(chance)


def _count(row: dict[str, str], column: str) -> int:
    return int(row[column].replace(",", "") or 0)


def _open(chance: random.Random) -> dict[str, str]:
    return chance.choice([r for r in LIBRARIES if r["貸出冊数"]])


def _lent(chance: random.Random) -> Sentence:
    row, column = _open(chance), chance.choice(list(LENT))
    text = f"{row['館名']}の{row['年度']}の{column}は{{}}だった。"
    others = tuple(_count(r, LENT[column]) for r in LIBRARIES if r["館名"] == row["館名"])
    return Sentence(text, _count(row, LENT[column]), "冊", others)


def _visits(chance: random.Random) -> Sentence:
    row = _open(chance)
    text = f"{row['年度']}、{row['館名']}の来館者は{{}}であった。"
    others = tuple(_count(r, "来館者数") for r in LIBRARIES if r["年度"] == row["年度"])
    return Sentence(text, _count(row, "来館者数"), "人", others)


def _year(chance: random.Random) -> Sentence:
    year = chance.choice(LIBRARIES)["年度"]
    value = sum(_count(r, "貸出冊数") for r in LIBRARIES if r["年度"] == year)
    return Sentence(f"{year}の貸出冊数は、全館で{{}}だった。", value, "冊", ())


def _lent_more(chance: random.Random) -> Sentence:
    year = chance.choice([r["年度"] for r in LIBRARIES if r["年度"] != "2012年度"])
    first, second = chance.sample([r for r in LIBRARIES if r["年度"] == year], 2)
    a, b = _count(first, "貸出冊数"), _count(second, "貸出冊数")
    way = "多い" if a > b else "少ない"
    text = f"{year}、{first['館名']}の貸出冊数は{second['館名']}より{{}}{way}。"
    return Sentence(text, abs(a - b), "冊", (a, b))


# Endings of true sentences beside ones that make them false, whatever the figure.
_TURNED = (
    ("だった。", ("ではなかった。", "ではない。", "だったというのは誤りだ。")),
    ("でした。", ("ではありませんでした。",)),
    ("です。", ("ではありません。",)),
    ("参加した。", ("参加しなかった。", "参加を見送った。", "欠席した。", "参加できなかった。")),
    ("となる。", ("とはならない。",)),
    ("占める。", ("占めない。",)),
    ("当たる。", ("当たらない。",)),
)


def turned(sentence: Sentence) -> Iterator[Sentence]:
    """Yield ``sentence`` denied, turned into its opposite, or only supposed; never true."""
    for ending, others in _TURNED:
        if sentence.text.endswith(ending):
            head = sentence.text.removesuffix(ending)
            yield from (replace(sentence, text=f"{head}{other}") for other in others)
            if sentence.text.count("。") == 1:  # the figure's own sentence
                yield replace(sentence, text=f"もし{sentence.text}")


def false_values(sentence: Sentence, chance: random.Random) -> Iterator[int | float]:
    """Yield values that make ``sentence`` false: off by one, a hundredfold, another's number."""
    value = sentence.value
    if isinstance(value, float):
        wrong = [round(value + 0.3, 1), round(value - 0.4, 1), round(value * 10, 1)]
    else:
        wrong = [value + 1, value - 1, value * 100 or 100]
        digits = str(value)
        if len(digits) > 1:
            wrong.append(int(digits[1] + digits[0] + digits[2:]))
    others = [o for o in sentence.others if o != value]
    if others:
        wrong.append(chance.choice(others))
    yield from (w for w in wrong if w != value and w >= 0)
