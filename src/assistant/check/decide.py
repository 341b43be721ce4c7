"""Judge a figure against one table: compute what its subject really is, and compare."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from assistant.check.compare import compare
from assistant.check.counts import RowJudge
from assistant.check.finding import Finding, silent
from assistant.check.narrowing import narrowing_words
from assistant.check.numbers import Numbers
from assistant.check.scan import Figure, Sentence
from assistant.check.subject import Operation, Part, Subject
from assistant.check.values import ValueJudge
from assistant.check.vocabulary import pattern
from assistant.tables.compute import Number, divide, median, subtract
from assistant.tables.execute import whole
from assistant.tables.lexicon import Lexicon
from assistant.tables.residue import Tag, explained_spans
from assistant.tables.wording import show
from assistant.text.figures import Found
from assistant.text.modifiers import LIMITS
from assistant.text.normalize import fold
from assistant.types import Document, Measure, Table


class Judge:
    """Judges figures against one table. Built once; safe to share between threads."""

    def __init__(self, document: Document, table: Table) -> None:
        self.table = table
        self.lexicon = Lexicon(table, document.places)
        self.numbers = Numbers(table)
        self._pieces = {m.id: _pieces(m) for m in table.measures}
        self._values = ValueJudge(self.numbers)
        notes = set(table.notes)
        self._notes = fold(" ".join(p.text for p in document.passages if p.id in notes))
        rows = self._rows = RowJudge(self.numbers)
        self._by_operation: dict[Operation, Callable[[Subject, Figure], Finding | None]] = {
            "value": self._values.judge,
            "mean": self._mean,
            "median": self._median,
            "per": self._per,
            "difference": self._difference,
            "ratio": self._ratio,
            "share": self._share,
            "count": rows.count,
            "length": rows.length,
            "days": rows.days,
            "range": self._range,
            "rest": self._rest,
            "lowest": self._edge,
            "highest": self._edge,
            "condition": self._unclear,
            "unclear": self._unclear,
        }

    def judge(
        self,
        subject: Subject,
        figure: Figure,
        sentence: Sentence,
        tags: Sequence[Tag],
        free: frozenset[str],
    ) -> Finding | None:
        """Return what the table says of ``figure``; None where it is not about the table.

        ``tags``: the table's names in the sentence; ``free``: lemmas that narrow nothing, such as
        those of the document's title.
        """
        if subject.place is not None:
            noun = self.table.row_noun
            return silent(
                f"出典の表は{noun}ごとの集計で、{subject.place}だけの数は記載がありません。",
                subject.evidence,
            )
        if subject.evidence == 0:
            return None
        words = self._narrowing(subject, figure, sentence, tags, free)
        if words:
            named = "」「".join(dict.fromkeys(words))
            reason = f"出典に、「{named}」に当たる数の記載がありません。"
            return replace(silent(reason), narrowed=True)
        finding = self._by_operation[subject.operation](subject, figure)
        if finding is None or finding.verdict != "contradicted":
            return finding
        if subject.operation == "count" and subject.part == Part() and subject.present is None:
            shared = self._rows.sharing(subject, figure, sentence.text)
            if shared is not None:
                return shared
        listed = replace(subject, listed=subject.sum_of, sum_of=())
        added = self._by_operation[subject.operation](listed, figure) if subject.sum_of else None
        if added is not None and added.verdict == "supported":
            return added
        return finding

    def settled(self, subject: Subject, figure: Figure) -> Subject:
        """Return ``subject``, or the other reading of it that holds, where it is left open."""
        if subject.operation == "count" and not subject.names:
            return replace(subject, resolved=self._rows.resolved(subject, figure))
        if not subject.others or subject.place is not None:
            return subject
        judge = self._by_operation[subject.operation]
        first = judge(subject, figure)
        if first is not None and first.verdict == "supported":
            return subject
        for other in subject.others:
            meant = replace(subject, part=other, listed=(), others=())
            found = judge(meant, figure)
            if found is not None and found.verdict == "supported":
                return meant
        return subject

    def _narrowing(
        self,
        subject: Subject,
        figure: Figure,
        sentence: Sentence,
        tags: Sequence[Tag],
        free: frozenset[str],
    ) -> tuple[str, ...]:
        figures = [
            Found(f.found.text, f.start, f.end, f.found.value, f.found.unit, f.found.type)
            for f in sentence.figures
        ]
        covered = explained_spans(sentence.text, tags, figures, self.table.key)
        for measure in self.numbers.measures(subject.part, subject.quantity):
            covered += [m.span() for m in self._pieces[measure.id].finditer(sentence.text)]
        covered += self._noted(sentence, tags)
        return narrowing_words(sentence, figure, subject.scope, [*covered, *subject.covered], free)

    def _noted(self, sentence: Sentence, tags: Sequence[Tag]) -> list[tuple[int, int]]:
        """Return where a sentence leaves out whom the table's own notes leave out."""
        found = []
        for match in pattern("counted", "leaves_out").finditer(sentence.text):
            words = [
                t for t in sentence.tokens
                if match.start("whom") <= t.start < match.end("whom") and t.pos == "名詞"
            ]  # fmt: skip
            known = [(t.start, t.end) for t in tags]
            if words and all(
                fold(t.surface) in self._notes
                or pattern("counted", "twice").fullmatch(t.surface)
                or any(s <= t.start < e for s, e in known)
                for t in words
            ):
                found.append(match.span())
        return found

    # -- operations ---------------------------------------------------------------------------

    def _unclear(self, subject: Subject, figure: Figure) -> Finding:
        return silent("何と何を比べた数か、文中から読み取れません。", subject.evidence)

    def _mean(self, subject: Subject, figure: Figure) -> Finding | None:
        part = subject.part
        measures = self.numbers.measures(part, subject.quantity)
        total = self.numbers.number((part,), subject.quantity)
        if not measures or total is None:
            return None
        given = self.numbers.cells(self.numbers.rows(part), measures[0].id)
        number = divide(total, Number(len(given), None, ()))
        if number is None:
            return None
        exact = Fraction(str(total.value)) / len(given)
        label, unit = f"{self.numbers.label(part, measures)}の平均", measures[0].unit
        mean = compare(subject, figure, number, unit, label, exact=exact, derived=True)
        some = Number(sum(v != 0 for _, v in given), None, ())
        number = divide(total, some)
        if mean.verdict == "supported" or number is None or some.value == len(given):
            return mean
        # «7地域で12名、1地域当たり1.7名»: of those that have any.
        exact = Fraction(str(total.value)) / Fraction(str(some.value))
        label = f"{label}（{self.table.row_noun}は{unit}のあるものだけ）"
        other = compare(subject, figure, number, unit, label, exact=exact, derived=True)
        return other if other.verdict == "supported" else mean

    def _median(self, subject: Subject, figure: Figure) -> Finding | None:
        measures = self.numbers.measures(subject.part, subject.quantity)
        rows = self.numbers.rows(subject.part)
        cells = self.numbers.cells(rows, measures[0].id) if measures else []
        if not cells:
            return None
        number = median([v for _, v in cells], tuple(r.passage for r, _ in cells))
        label = f"{self.numbers.label(subject.part, measures)}の中央値"
        return compare(subject, figure, number, measures[0].unit, label, derived=True)

    def _per(self, subject: Subject, figure: Figure) -> Finding | None:
        """Judge persons for each body: 1施設当たり."""
        first = next(q.id for q in self.table.quantities)
        total = self.numbers.number((subject.part,), first)
        bodies = self.numbers.number((subject.part,), subject.quantity)
        measures = self.numbers.measures(subject.part, first)
        number = divide(total, bodies) if total is not None and bodies is not None else None
        if number is None or total is None or bodies is None or not measures:
            return None
        exact = Fraction(str(total.value)) / Fraction(str(bodies.value))
        each = self.numbers.measures(subject.part, subject.quantity)[0].unit
        label = f"{self.numbers.label(subject.part, measures)}の1{each}当たりの数"
        return compare(subject, figure, number, measures[0].unit, label, exact=exact, derived=True)

    def _difference(self, subject: Subject, figure: Figure) -> Finding | None:
        pair = self._pair(subject)
        measures = self.numbers.measures(subject.part, subject.quantity)
        if pair is None or subject.base is None or not measures:
            return None
        first, second = pair
        number = subtract(first, second)
        unit = measures[0].unit
        others = self.numbers.measures(subject.base, subject.quantity)
        label = (
            f"{self.numbers.label(subject.part, measures)}（{show(first.value)}{unit}）と"
            f"{self.numbers.label(subject.base, others)}（{show(second.value)}{unit}）の差"
        )
        finding = compare(subject, figure, number, unit, label, derived=True)
        larger = first.value > second.value
        if finding.verdict != "supported" or subject.sign is None or not number.value:
            return finding
        if (subject.sign == "more") == larger:
            return finding
        way = "多い" if larger else "少ない"
        if subject.part.columns != subject.base.columns:
            who = self.numbers.wording.measure(measures[0])
        else:
            who = self.numbers.where(subject.part)
        return Finding(
            "contradicted", "value", f"{finding.reason}{who}の方が{way}です。",
            f"{show(number.value)}{unit}{way}", finding.formula, finding.passages, finding.evidence,
        )  # fmt: skip

    def _range(self, subject: Subject, figure: Figure) -> Finding | None:
        """Judge how far the most of any row is from the least."""
        measures = self.numbers.measures(subject.part, subject.quantity)
        cells = self.numbers.cells(self.table.rows, measures[0].id) if measures else []
        if not cells:
            return None
        high, low = max(cells, key=lambda c: c[1]), min(cells, key=lambda c: c[1])
        number = subtract(*(Number(v, None, (r.passage,)) for r, v in (high, low)))
        names = [self.numbers.wording.key(r.keys[self.table.key]) for r, _ in (high, low)]
        what = self.numbers.wording.measure(measures[0])
        label = f"{what}が最も多い{names[0]}と最も少ない{names[1]}の差"
        figure = replace(figure, found=replace(figure.found, modifier=None))
        return compare(subject, figure, number, measures[0].unit, label, derived=True)

    def _rest(self, subject: Subject, figure: Figure) -> Finding | None:
        """Judge what is left of the first number that was listed after the others."""
        found = [self.numbers.number((p,), subject.quantity) for p in subject.listed]
        known = [n for n in found if n is not None]
        measures = self.numbers.measures(subject.listed[0], subject.quantity)
        if len(known) < len(found) or not measures:
            return None
        rest = whole(Fraction(str(known[0].value)) - sum(Fraction(str(n.value)) for n in known[1:]))
        terms = " − ".join(show(n.value) for n in known)
        passages = tuple(dict.fromkeys(p for n in known for p in n.passages))
        number = Number(rest, f"{terms} = {show(rest)}", passages)
        label = f"{self.numbers.label(subject.listed[0], measures)}の残り"
        return compare(subject, figure, number, measures[0].unit, label, derived=True)

    def _edge(self, subject: Subject, figure: Figure) -> Finding | None:
        """Judge the least or the most of any row."""
        measures = self.numbers.measures(subject.part, subject.quantity)
        cells = self.numbers.cells(self.table.rows, measures[0].id) if measures else []
        if not cells:
            return None
        lowest = subject.operation == "lowest"
        row, value = (min if lowest else max)(cells, key=lambda c: c[1])
        most = "最も少ない" if lowest else "最も多い"
        where = self.numbers.wording.key(row.keys[self.table.key])
        label = f"{self.numbers.wording.measure(measures[0])}が{most}{where}"
        number = Number(value, None, (row.passage,))
        # 最大28名 is the most there was, not a limit.
        figure = replace(figure, found=replace(figure.found, modifier=None))
        return compare(subject, figure, number, measures[0].unit, label)

    def _pair(self, subject: Subject) -> tuple[Number, Number] | None:
        if subject.base is None:
            return None
        first = self.numbers.number((subject.part,), subject.quantity)
        second = self.numbers.number((subject.base,), subject.quantity)
        return None if first is None or second is None else (first, second)

    def _ratio(self, subject: Subject, figure: Figure) -> Finding | None:
        pair = self._pair(subject)
        if pair is None or subject.base is None:
            return None
        if subject.loose and pair[0].value < pair[1].value:
            pair = (pair[1], pair[0])
            subject = replace(subject, part=subject.base, base=subject.part)
        number = divide(*pair)
        if number is None or subject.base is None:
            return None
        exact = Fraction(str(pair[0].value)) / Fraction(str(pair[1].value))
        mine = self.numbers.measures(subject.part, subject.quantity)
        other = self.numbers.measures(subject.base, subject.quantity)
        label = (
            f"{self.numbers.label(subject.part, mine)}の"
            f"{self.numbers.label(subject.base, other)}に対する倍率"
        )
        return compare(subject, figure, number, "倍", label, exact=exact, derived=True)

    def _share(self, subject: Subject, figure: Figure) -> Finding | None:
        """Judge a share: of a column in its rows' total, of rows in everything."""
        quantity = self.table.quantities[0].id if self.table.quantities else None
        quantity = subject.quantity or quantity
        found: list[Finding] = []
        if subject.numerator is not None:
            return self._stated_share(subject, figure, subject.numerator)
        for share, base in self._shares(subject):
            first = self.numbers.number((share,), quantity)
            second = self.numbers.number((base,), quantity)
            number = divide(first, second, 100) if first and second else None
            if number is None or first is None or second is None:
                continue
            exact = Fraction(str(first.value)) / Fraction(str(second.value)) * 100
            of = self.numbers.label(base, self.numbers.measures(base, quantity))
            what = self.numbers.label(share, self.numbers.measures(share, quantity))
            label = f"{what}が{of}に占める割合"
            found.append(compare(subject, figure, number, "％", label, exact=exact, derived=True))
        right = [f for f in found if f.verdict == "supported"]
        if figure.found.modifier in LIMITS and len(right) < len(found):
            # A limit holds easily: it must, whatever the share is of.
            right = []
            found = [f for f in found if f.verdict != "supported"]
        return next(iter((*right, *found)), None)

    def _stated_share(self, subject: Subject, figure: Figure, numerator: Figure) -> Finding | None:
        """Judge a share that the text itself gives the number of: «7人のうち過半数の4人»."""
        quantity = self.table.quantities[0].id if self.table.quantities else None
        base = subject.base or Part(subject.part.rows, (), subject.part.conditions)
        whole = self.numbers.number((base,), quantity)
        value = numerator.found.value
        if whole is None or isinstance(value, str):
            return None
        number = divide(Number(value, None, ()), whole, 100)
        if number is None:
            return None
        exact = Fraction(str(value)) / Fraction(str(whole.value)) * 100
        of = self.numbers.label(base, self.numbers.measures(base, quantity))
        label = f"文中の{numerator.found.text}が{of}に占める割合"
        return compare(subject, figure, number, "％", label, exact=exact, derived=True)

    def _shares(self, subject: Subject) -> list[tuple[Part, Part]]:
        """Return what a share may be of what."""
        part = subject.part
        if subject.base is not None and subject.base != part:
            return [(part, subject.base)]
        root = (self.numbers.root,) if self.numbers.root else ()
        columns = tuple(c for c in part.columns if c != self.numbers.root)
        selected = bool(part.rows or part.conditions or part.excluded)
        mine = Part(part.rows, columns or root, part.conditions, part.excluded)
        if columns:
            total = (mine, Part(part.rows, root, part.conditions, part.excluded))
            return [total, (mine, Part((), columns))] if selected else [total]
        return [(mine, Part((), root))] if selected else []


def _pieces(measure: Measure) -> re.Pattern[str]:
    """Return what finds each part of a measure's names: «里親さんやファミリーホーム» has both."""
    names = (measure.label, *measure.names)
    pieces = {fold(p) for name in names for p in re.split("[・/、]", name) if len(p) > 1}
    return re.compile("|".join(sorted(map(re.escape, pieces), key=len, reverse=True)) or r"(?!)")
