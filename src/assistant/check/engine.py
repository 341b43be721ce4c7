"""From a text to its claims and quotations, each with what the sources say of it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace

from assistant.answer.catalog import Catalog
from assistant.answer.citer import Citer
from assistant.answer.searching import Searchable
from assistant.check.context import NOW, enter, explains, leave
from assistant.check.decide import Judge
from assistant.check.events import another, of_event
from assistant.check.figures import beside_words, is_vague
from assistant.check.finding import Finding, silent
from assistant.check.narrowing import other_world, own_place
from assistant.check.nearest import Nearest
from assistant.check.occasions import Occasions
from assistant.check.passage_counts import PassageCounts
from assistant.check.passages import PassageFacts
from assistant.check.place import is_parameter
from assistant.check.pointers import pointed
from assistant.check.quotes import Quotations
from assistant.check.reader import SubjectReader
from assistant.check.ruled import ruled
from assistant.check.scan import Figure, Group, Sentence, make_groups, make_sentence
from assistant.check.sentences import Unit, split_units
from assistant.check.series import counted_alike, series_of
from assistant.check.sources import with_sources
from assistant.check.stance import called_another
from assistant.check.subject import Context, Part, Subject
from assistant.check.types import Checked, Claim, Quote
from assistant.check.vocabulary import pattern
from assistant.check.weighing import weighed
from assistant.errors import InputError
from assistant.text.figures import Found, find_figures
from assistant.text.marks import hide_marks
from assistant.text.normalize import fold, normalize
from assistant.types import TableRow

MAX_CHARACTERS = 500_000
"""Longer texts are refused: about 300 full pages, more than the 200 that a file may have."""

_OTHERS = "出典では、文中の二つの区分は別々に数えられています。"
_UNKNOWN = "出典に記載がありません。"
_UNSURE = ("place", "dimension")
"""Names that alone do not show that a sentence is about the table: 時刻, 塩尻市."""
_LOOSE_UNITS = ("か所", "つ", "個")
"""Units of anything: a table of those who came is not what «1か所必要» is about."""
_PLACES = ("か所",)
_INSIDE = re.compile(r"県内|県下|管内|全県|国内")
_SAYINGS = ("件", "項目", "点")
_PERSONS = ("人", "名")
_NUMBERED = re.compile(r"\s+[^\s0-9=＝]{2,30}$")
"""Behind the number of a heading: «2 参加状況»."""
_RANK = {"supported": 2, "contradicted": 1, "not_in_source": 0}


@dataclass(slots=True)
class _View:
    """What one table has understood of the text so far."""

    judge: Judge
    occasions: Occasions
    context: Context = field(default_factory=Context)
    seen: bool = False
    """Whether anything before in the text was about the table."""
    other: Finding | None = None
    """What was found of the last number, where it was one of something that no source counts."""

    cells: list[tuple[Part, str | None]] = field(default_factory=list)
    """What the cells before of the same written table are of."""
    block: int = -1

    def cells_of(self, unit: Unit) -> tuple[tuple[Part, str | None], ...]:
        """Return what the cells before ``unit`` in its table are of."""
        if unit.block != self.block:
            self.block, self.cells = unit.block, []
        return tuple(self.cells)

    def of_which(
        self, finding: Finding | None, figure: Figure, sentence: Sentence
    ) -> Finding | None:
        """Return ``finding``, or that of the number before, where this one is a part of it.

        «157名が視聴し、うち市町村は76名»: who watched is not counted, whatever part of them.
        """
        begin = sentence.clauses[sentence.clause_of(figure.start)].start
        part = pattern("carry", "of_which").match(sentence.text[begin : figure.start])
        if part is not None and self.other is not None:
            return self.other
        self.other = finding if finding is not None and finding.narrowed else None
        return finding


class Checker:
    """Checks texts against an index. Built once; safe to share between threads."""

    def __init__(self, index: Searchable) -> None:
        documents = index.documents
        self._passages = index.by_id
        self._titles = {d.id: d.title for d in documents}
        self._catalog = Catalog(index)
        nearest = Nearest(index, rows=True)
        self._facts = PassageFacts(self._catalog, nearest)
        self._counts = PassageCounts(self._catalog)
        self._quotations = Quotations(index, nearest)
        self._tables = [(Judge(d, t), Occasions(d, t)) for d in documents for t in d.tables]

    def check(self, text: str) -> Checked:
        """Check every figure and quotation of ``text``.

        The same text gives the same result. Raises InputError where ``text`` is blank or longer
        than MAX_CHARACTERS.
        """
        if not text.strip():
            raise InputError("確かめる文章がありません。数字を含む文章を入力してください。")
        if len(text) > MAX_CHARACTERS:
            raise InputError(
                f"文章が長すぎます（{len(text):,}文字）。"
                f"一度に確かめられるのは{MAX_CHARACTERS:,}文字までです。分けて入力してください。"
            )
        citer = Citer(self._passages, self._titles)
        quotes = self._quotations.check(text, citer)
        found = sorted(self._findings(text), key=lambda item: item[0].start)
        claims = [
            _claim(figure, (not f.misattributed and _in_quote(figure, quotes)) or f, citer)
            for figure, f in found
            if not (is_vague(figure) and f.verdict == "not_in_source")
        ]
        return Checked(text, tuple(claims), quotes, citer.citations())

    def _findings(self, text: str) -> list[tuple[Found, Finding]]:
        normalized = normalize(ruled(hide_marks(text)))
        figures = [
            (f, bisect_left(normalized.offsets, f.start), bisect_left(normalized.offsets, f.end))
            for f in beside_words(find_figures(text), text)
        ]
        views = [_View(judge, occasions) for judge, occasions in self._tables]
        found: list[tuple[Found, Finding]] = []
        series: list[Hashable] = []
        told: list[str] = []
        before, position = "", 0
        units = split_units(normalized.text)
        for number, unit in enumerate(units):
            while position < len(figures) and figures[position][1] < unit.start:
                position += 1
            here = []
            for figure, start, end in figures[position:]:
                if start >= unit.end:
                    break
                here.append(Figure(figure, unit.local(start), unit.local(end)))
            # Dates in a cell's headers select its row.
            headers = [Figure(f, f.start, f.end) for f in find_figures(unit.text[: unit.prefix])]
            sentence = make_sentence(unit.text, [*headers, *here])
            after = explains(unit, units[number + 1 : number + 2])
            found += [
                (f.found, x)
                for f, x in self._unit(unit, sentence, here, views, after or before, told, after)
            ]
            series += [series_of(unit, number)] * (len(found) - len(series))
            before = unit.text
        alike = counted_alike([f for _, f in found], series)
        return [(figure, f) for (figure, _), f in zip(found, alike, strict=True)]

    def _unit(
        self,
        unit: Unit,
        sentence: Sentence,
        here: Sequence[Figure],
        views: Sequence[_View],
        before: str,
        told: list[str],
        after: str,
    ) -> list[tuple[Figure, Finding]]:
        """Return what is found out about the figures of one unit, in order.

        ``told``: the passages whose figures the text told of last; changed in place. ``after``:
        the sentence after, where it says what these figures are of.
        """
        results: dict[Figure, list[Finding]] = {f: [] for f in here if _is_claim(f, sentence)}
        scopes: dict[Figure, tuple[tuple[int, int], ...]] = {}
        for view in views:
            judge, occasions = view.judge, view.occasions
            view.context = enter(unit, view.context)
            cell = unit.kind == "cell"
            context = Context(listed=view.cells_of(unit)) if cell else view.context
            if after:
                columns = judge.lexicon.tags(fold(after), slips=False)
                own = tuple(dict.fromkeys(t.key for t in columns if t.role == "column"))
                own = tuple(c for c in own if c != judge.numbers.root)
                context = replace(context, asked=True, mentioned=own, evidence=1)
            tags = judge.lexicon.tags(sentence.text, slips=False)
            named = make_groups(sentence, tags, judge.numbers.rows_of)
            groups = pointed(sentence, named, judge.numbers, context)
            pointers = tuple((g.start, g.end) for g in groups if g not in named)
            evidence = sum(g.kind not in _UNSURE for g in groups) + context.evidence
            reader = SubjectReader(sentence, groups, judge.table, judge.numbers.units, context)
            subjects: list[tuple[Figure, Subject]] = []
            for figure in sentence.figures:
                subject = reader.read(figure)
                if subject is not None:
                    subject = judge.settled(subject, figure)
                    reader.selector.read[-1] = (figure, subject)
                    if pointers:
                        subject = subject._replace(covered=(*subject.covered, *pointers))
                    subjects.append((figure, subject))
                    scopes[figure] = subject.scope
            about = any(s.evidence for _, s in subjects) or view.seen
            if about:
                subjects = [(f, s if s.evidence else s._replace(evidence=1)) for f, s in subjects]
            evidence += any(s.evidence for _, s in subjects if not view.seen)
            view.seen = view.seen or about or evidence > 0
            of_figure = dict(subjects)
            for figure in results:
                subject = of_figure.get(figure)
                if subject is not None and subject.operation == "condition":
                    continue
                finding = self._other(sentence, figure, view, groups)
                event = another(sentence, figure, self._catalog.published) if not finding else None
                if event is not None:
                    finding = silent(f"出典に、「{event}」についての記載がありません。", 1)
                elif finding is None and figure.found.type in ("date", "time"):
                    counted = _counted_beside(figure, sentence, subjects, judge)
                    finding = occasions.judge(
                        figure, sentence, groups, context.rows, evidence, counted
                    )
                    if finding is None and view.seen:
                        far = occasions.judge(figure, sentence, groups, (), 1, counted)
                        finding = far if far and far.verdict == "supported" else None
                    if finding is not None:
                        free = self._catalog.title_lemmas
                        finding = of_event(finding, figure, sentence, groups, free)
                elif finding is None and subject is not None:
                    finding = judge.judge(
                        subject, figure, sentence, tags, self._catalog.title_lemmas
                    )
                    finding = view.of_which(finding, figure, sentence)
                bodies = subject is not None and judge.numbers.units.of_bodies(subject)
                if subject is not None and called_another(sentence, figure, subject, groups):
                    finding = finding and silent(_OTHERS, 1)
                if bodies and finding is not None and _only_there(finding, figure, sentence):
                    finding = silent(_UNKNOWN, 1)
                finding = weighed(finding, sentence, figure, subject, bodies, groups)
                if finding is not None:
                    results[figure].append(finding)
            if cell:
                view.cells += [(s.part, s.quantity) for _, s in subjects if s.operation == "value"]
            else:
                spans = [(g.start, g.end) for g in groups]
                other = other_world(sentence.text, self._catalog.published, spans, occasions.months)
                view.context = leave(
                    unit, sentence, groups, subjects, judge.numbers.root, other,
                    occasions.only_row(sentence), view.context,
                )  # fmt: skip
            conditions = {f for f, s in subjects if s.operation == "condition"}
            results = {f: found for f, found in results.items() if f not in conditions}
        return [
            (figure, self._named(
                self._choose(figure, sentence, found, scopes.get(figure), before, told), found
            ))
            for figure, found in results.items()
        ]  # fmt: skip

    def _named(self, chosen: Finding, found: Sequence[Finding]) -> Finding:
        """Return the finding with the documents that it is from, where there are several."""
        if len(self._titles) == 1:
            return chosen
        return with_sources(chosen, found, lambda id: self._titles[self._passages[id].document])

    def _choose(
        self,
        figure: Figure,
        sentence: Sentence,
        found: Sequence[Finding],
        scope: tuple[tuple[int, int], ...] | None,
        before: str,
        told: list[str],
    ) -> Finding:
        """Return the finding that decides: a table's, or a passage's where no table supports."""
        best = max(found, key=lambda f: (_RANK[f.verdict], f.evidence), default=None)
        if best is not None and best.elsewhere:
            return best
        loose = figure.found.unit in _LOOSE_UNITS and not pattern("counted", "attended").search(
            sentence.text
        )
        if best is not None and best.verdict == "supported" and not loose:
            return best
        spans = scope or sentence.clauses[sentence.clause_of(figure.start)].spans
        passage = self._facts.judge(figure, sentence, spans, before, told)
        about = passage is not None and (passage.verdict != "not_in_source" or passage.evidence > 1)
        if loose and passage is not None and about:
            return passage
        if best is not None and best.verdict == "supported":
            return best
        if passage is None or (passage.match == "unit" and figure.found.unit in _SAYINGS):
            passage = self._count(figure, sentence, before) or passage
        on_it = passage is not None and passage.evidence > 1
        if loose and on_it and best is not None and best.verdict == "contradicted":
            best = None  # a passage is about it, and says otherwise
        if loose and passage is None and best is not None and figure.found.unit == "か所":
            rows = best.passages and best.match != "unit"
            best = best if rows else silent(_UNKNOWN)
        if passage is not None and passage.verdict == "supported":
            return passage
        both = [f for f in (best, passage) if f is not None]
        return max(both, key=lambda f: (_RANK[f.verdict], f.evidence), default=silent(_UNKNOWN))

    def _count(self, figure: Figure, sentence: Sentence, before: str) -> Finding | None:
        """Return what the passages counted say, where the sentence only says how many they are."""
        if pattern("stance", "verdict").search(sentence.text[figure.end :]):
            return None
        return weighed(self._counts.judge(figure, sentence, before), sentence, figure)

    def _other(
        self, sentence: Sentence, figure: Figure, view: _View, groups: Sequence[Group]
    ) -> Finding | None:
        """Return the finding that a figure is of another time or place than the source."""
        number = sentence.clause_of(figure.start)
        end, occasions = sentence.clauses[number].end, view.occasions
        word, now = sentence.kept(
            (view.judge, "other", number),
            lambda: self._elsewhere(sentence.text[:end], groups, occasions.months),
        )
        if word is None and not now:
            word = occasions.other_year(sentence, figure, end)
            if word is None and not any(g.kind == "row" for g in groups):
                word = view.context.other
        if word is None:
            return None
        return Finding(
            "not_in_source", None, f"出典に、「{word}」についての記載がありません。", elsewhere=True
        )

    def _elsewhere(
        self, text: str, groups: Sequence[Group], months: frozenset[int]
    ) -> tuple[str | None, bool]:
        """Return the other time or place that ``text`` ends with, and whether it names its time.

        The name of the own prefecture ends another place, but no other year: «令和5年度の長野県».
        """
        published = self._catalog.published
        now = [m.end() for m in NOW.finditer(text)]
        start = max((*now, *own_place(text, published)), default=0)
        shifted = [(g.start - start, g.end - start) for g in groups if g.start >= start]
        return other_world(text[start:], published, shifted, months), bool(now)


def _counted_beside(
    figure: Figure, sentence: Sentence, subjects: Sequence[tuple[Figure, Subject]], judge: Judge
) -> tuple[int | float, Sequence[TableRow]] | None:
    """Return how many rows a time is said of and which may be meant: «残る6会場は9時開始»."""
    clause = sentence.clauses[sentence.clause_of(figure.start)]
    for other, subject in reversed(subjects):
        here = clause.holds(other.start) and other.end <= figure.start
        if here and subject.operation == "count" and not isinstance(other.found.value, str):
            part = subject.part if not subject.names else Part(subject.names)
            return other.found.value, judge.numbers.rows(part)
    return None


def _only_there(finding: Finding, figure: Figure, sentence: Sentence) -> bool:
    """Say whether places of a kind are counted, not those whose people came: «センター 4か所»."""
    if finding.verdict == "not_in_source" or figure.found.unit not in _PLACES:
        return False
    persons = any(f.found.unit in _PERSONS for f in sentence.figures)
    if finding.verdict == "supported" and not _INSIDE.search(sentence.text, 0, figure.start):
        return False
    return not persons and not pattern("counted", "attended").search(sentence.text)


def _is_claim(figure: Figure, sentence: Sentence) -> bool:
    """Say whether a figure states something: what orders or only says «per one» does not."""
    found, text = figure.found, sentence.text
    if found.type == "ordinal" or is_parameter(figure, text):
        return False
    if figure.start == 0 and not found.unit and _NUMBERED.match(text, figure.end):
        return False
    return pattern("counted", "label").search(text[: figure.start]) is None


def _in_quote(found: Found, quotes: Sequence[Quote]) -> Finding | None:
    """Return what a quotation around the figure says of it, None where it decides nothing."""
    quote = next((q for q in quotes if q.start <= found.start and found.end <= q.end), None)
    if quote is None or quote.verdict == "not_found" or not quote.citations:
        return None
    if quote.verdict == "verbatim":
        return Finding("supported", "exact", "出典の記述の引用です。", cited=quote.citations)
    ours = [f for f in find_figures(quote.text) if (f.unit, f.type) == (found.unit, found.type)]
    theirs = [
        f for f in find_figures(quote.source or "") if (f.unit, f.type) == (found.unit, found.type)
    ]
    place = next((n for n, f in enumerate(ours) if quote.start + f.start == found.start), None)
    if place is None or len(ours) != len(theirs) or theirs[place].value == found.value:
        return None
    right = theirs[place].text
    return Finding(
        "contradicted", "value",
        f"出典では「{right}」です。文中の「{found.text}」とは異なります。",
        right, cited=quote.citations,
    )  # fmt: skip


def _claim(found: Found, finding: Finding, citer: Citer) -> Claim:
    return Claim(
        found.text, found.start, found.end, found.value, found.unit, finding.verdict, finding.match,
        finding.reason, finding.expected, finding.formula,
        finding.cited or citer.numbers(*finding.passages),
    )  # fmt: skip
