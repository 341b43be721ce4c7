"""From a text to its claims and quotations, each with what the sources say of it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Hashable, Sequence
from dataclasses import replace

from assistant.answer.catalog import Catalog
from assistant.answer.citer import Citer
from assistant.answer.searching import Searchable
from assistant.check.choosing import Chooser
from assistant.check.context import enter, explains, leave
from assistant.check.decide import Judge
from assistant.check.elsewhere import ends_elsewhere, other_world, still_elsewhere
from assistant.check.events import another, of_event
from assistant.check.figures import beside_words, is_vague
from assistant.check.finding import Finding, silent
from assistant.check.nearest import Nearest
from assistant.check.occasions import Occasions
from assistant.check.parameters import is_parameter
from assistant.check.passage_counts import PassageCounts
from assistant.check.passages import PassageFacts
from assistant.check.pointers import pointed
from assistant.check.quotes import Quotations, in_quote
from assistant.check.reader import SubjectReader
from assistant.check.ruled import ruled
from assistant.check.scan import Figure, Group, Sentence, make_groups, make_sentence
from assistant.check.sentences import Unit, split_units
from assistant.check.series import counted_alike, series_of
from assistant.check.sources import with_sources
from assistant.check.stance import called_another
from assistant.check.subject import Context, Part, Subject
from assistant.check.types import Checked, Claim
from assistant.check.view import View
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
_PLACES = ("か所",)
_INSIDE = re.compile(r"県内|県下|管内|全県|国内")
_PERSONS = ("人", "名")
_NUMBERED = re.compile(r"\s+[^\s0-9=＝]{2,30}$")
"""Behind the number of a heading: «2 参加状況»."""


class Checker:
    """Checks texts against an index. Built once; safe to share between threads."""

    def __init__(self, index: Searchable) -> None:
        documents = index.documents
        self._passages = index.by_id
        self._titles = {d.id: d.title for d in documents}
        self._catalog = Catalog(index)
        nearest = Nearest(index, rows=True)
        facts = PassageFacts(self._catalog, nearest)
        self._chooser = Chooser(facts, PassageCounts(self._catalog))
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
            _claim(figure, (not f.misattributed and in_quote(figure, quotes)) or f, citer)
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
        views = [View(judge, occasions) for judge, occasions in self._tables]
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
        views: Sequence[View],
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
                listed = subject is not None and bool(subject.listed)
                if bodies and not listed and finding and _only_there(finding, figure, sentence):
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
        chosen = [
            (f, self._chooser.choose(f, sentence, found, scopes.get(f), before, told))
            for f, found in results.items()
        ]
        return [(figure, self._named(finding, results[figure])) for figure, finding in chosen]

    def _named(self, chosen: Finding, found: Sequence[Finding]) -> Finding:
        """Return the finding with the documents that it is from, where there are several."""
        if len(self._titles) == 1:
            return chosen
        return with_sources(chosen, found, self._passages, self._titles)

    def _other(
        self, sentence: Sentence, figure: Figure, view: View, groups: Sequence[Group]
    ) -> Finding | None:
        """Return the finding that a figure is of another time or place than the source."""
        number = sentence.clause_of(figure.start)
        end, occasions = sentence.clauses[number].end, view.occasions
        word, now = sentence.kept(
            (view.judge, "other", number),
            lambda: ends_elsewhere(
                sentence.text[:end], self._catalog.published, groups, occasions.months
            ),
        )
        if word is None and not now:
            word = occasions.other_year(sentence, figure, end)
            if word is None and not any(g.kind == "row" for g in groups):
                text, published = sentence.text[:end], self._catalog.published
                word = still_elsewhere(view.context.other, text, published)
        if word is None:
            return None
        return Finding(
            "not_in_source", None, f"出典に、「{word}」についての記載がありません。", elsewhere=True
        )


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


def _claim(found: Found, finding: Finding, citer: Citer) -> Claim:
    return Claim(
        found.text, found.start, found.end, found.value, found.unit, finding.verdict, finding.match,
        finding.reason, finding.expected, finding.formula,
        finding.cited or citer.numbers(*finding.passages),
    )  # fmt: skip
