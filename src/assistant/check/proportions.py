"""Judge shares: of a column in its rows' total, of rows in everything."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from assistant.check.compare import compare
from assistant.check.finding import Finding
from assistant.check.numbers import Numbers
from assistant.check.scan import Figure
from assistant.check.subject import Part, Subject
from assistant.tables.compute import Number, divide
from assistant.text.modifiers import LIMITS


class ShareJudge:
    """Judges shares by one table."""

    def __init__(self, numbers: Numbers) -> None:
        self.numbers, self.table = numbers, numbers.table

    def share(self, subject: Subject, figure: Figure) -> Finding | None:
        """Return what the table says of a share; None where it is a share of nothing."""
        quantity = self.table.quantities[0].id if self.table.quantities else None
        quantity = subject.quantity or quantity
        found: list[Finding] = []
        if subject.each:  # «南信州と松本が14.6％ずつ»
            parts = [replace(subject.part, rows=(row,)) for row in subject.part.rows]
            each = [self.share(subject._replace(part=p, each=False), figure) for p in parts]
            wrong = [f for f in each if f is None or f.verdict != "supported"]
            return wrong[0] if wrong else each[0]
        if subject.numerator is not None:
            return self._stated(subject, figure, subject.numerator)
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

    def _stated(self, subject: Subject, figure: Figure, numerator: Figure) -> Finding | None:
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
