"""Judge how many opinions, purposes and the like a text says there are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from assistant.answer.catalog import LISTED, Catalog, Listed, Section
from assistant.check.agree import agrees
from assistant.check.finding import Finding, silent
from assistant.check.narrowing import speakers
from assistant.check.passage_facts import is_noun
from assistant.check.place import OF_WHICH
from assistant.check.scan import Figure, Sentence
from assistant.check.stance import left_aside
from assistant.check.vocabulary import doing, english_plain, folded, kind_words, plain_words, saying
from assistant.index.lookup import Wanted

_UNITS = ("つ", "件", "項目", "個", "点", "組", "本", "意見", "テーマ", "分野")
_SECTIONS = re.compile(r"項目|テーマ|分野|論点|区分|柱|章|節|欄|部分|話")
_QUOTED = re.compile(r"[「『][^」』]*[」』]")
_EDGE = re.compile(r"[】\U0001f1e6-\U0001faff\u2600-\u27bf\ufe0f■□●]\s*")
_ALL = re.compile(
    r"分かれ|分け|分類|構成|全部|すべて|全て|計|合わせ|主な|掲げ|整理|まとめ|全|挙げ|示さ|並|からな|ある|だ。|です|である"
)
_OF_KIND = re.compile(
    r"(?:の?(?:数|件数|項目|テーマ|分野))?(?:は|が|も|:|→|=)?\s*(?:計|合計|全部で|全|合わせて)?\s*$"
)
"""«意見は22件あった»: nothing says which of them are counted."""
_NUMBER_OF = re.compile(r"数|件")
_ACTED_ON = re.compile(r"\s*(?:の[^、。はがを]{1,6})?(?:は|が|を|とも|すべて|全て)+")
_OF_ANOTHER = re.compile(r"の(?!うち|内|項目)")
_ASKED = re.compile(r"何件|いくつ|[?？]|か。?$")
_FROM = re.compile(r"([^\s、。はがをの0-9「」]{1,8})から(?:の|は|も|、|出|寄せ|聞|$)")
_OUT_OF = re.compile(r"\s*(?:中|のうち|の内|の中)")
_ITS_SHARE = re.compile(
    r"\s*[(〔]?\s*(?:[、とで]|全体の|割合(?:は|で)|に(?:あ|当)たる|、?率にして)*\s*(?:約|およそ|ほぼ)?"
)
_SURE = 5
_WORD = 10
"""Letters before a number within which a section's own word names it: «予防 → 5»."""
_CITED = 12


class PassageCounts:
    """How many passages of a kind the sections of a corpus hold. Built once."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def judge(self, figure: Figure, sentence: Sentence, before: str = "") -> Finding | None:
        """Return what the passages counted say of ``figure``, None where none are meant.

        ``before``: the sentence before, which may say what is counted.
        """
        found = figure.found
        if found.type == "percent":
            return self._share(figure, sentence, before)
        if found.type != "number" or isinstance(found.value, str):
            return None
        if found.unit and found.unit not in _UNITS:
            return None
        clause = sentence.clauses[sentence.clause_of(figure.start)]
        own = sentence.text[clause.start : clause.end]
        kinds = [k for k, names in kind_words().items() if any(n in own for n in names)]
        whole = [k for k, names in kind_words().items() if any(n in sentence.text for n in names)]
        ends = [f.end for f in sentence.figures if clause.start <= f.end <= figure.start]
        lead = clause.text[max([clause.start, *ends]) : figure.start]
        if clause.anchor is not None and not lead.strip():
            outer = sentence.clauses[clause.anchor]
            lead = before = sentence.text[outer.start : clause.start]
        said = [k for k, names in kind_words().items() if any(n in before for n in names)]
        kind = next(iter((*kinds, *whole, *said)), None)
        if kind is None and not _OF_ANOTHER.match(own, figure.end - clause.start):
            kind = self._any_kind(figure, lead, before)
        of_all = None
        if kind is None and _OUT_OF.match(own, figure.end - clause.start):
            of_all = kind = self._any_kind(figure, sentence.text[figure.end :], "")
        if kind is None:
            return None
        if not (kinds or whole or said or of_all) and not self._sections(lead, kind):
            lead = before  # «…の項目は何件か» was asked
        sections = self._sections(lead, kind)
        if not sections and OF_WHICH.fullmatch(lead) and lead.strip():
            return None  # «22件のうち3件»: nothing says which
        if not found.unit and not (sections and _NUMBER_OF.search(sentence.text)):
            return None
        if sections:
            section = sections[-1]
            counted = self._catalog.listed(section.wanted((kind,)))
            where = f"「{section.name}」の"
        elif of_all is not None:
            counted, where = self._catalog.listed(Wanted(kinds=(kind,))), ""
        elif (kinds or re.search(r"合わせて|合計|全部で|計|総数|件数|全(?=[0-9])", own)) and (
            _ALL.search(sentence.text)
            or _counted_so(figure, sentence)
            or _named(lead, kind)
            or found.text.lower().endswith(kind_words()[kind])
        ):
            counted = self._catalog.listed(Wanted(kinds=(kind,)))
            where = ""
        elif kind in said and _asked_for_all(before, kind) and not lead.strip():
            counted, where = self._catalog.listed(Wanted(kinds=(kind,))), ""
        else:
            return None
        if not counted.passages:
            return None
        others = self._others(figure, sentence, sections, kind)
        if others:
            named = "」「".join(others)
            return silent(f"出典に、「{named}」に当たる数の記載がありません。", 1)
        done = _deed(figure, sentence)
        if done is not None:
            return silent(f"出典に、「{found.text}」を「{done}」という記載はありません。", 1)
        name = kind_words()[kind][0]
        if not sections and _SECTIONS.search(own):
            counted = self._one_of_each(kind)
            name = f"{name}の項目"
        finding = _compare(figure, counted, f"{where}{name}")
        return replace(finding, count=counted.total, of_kind=kind)

    def _share(self, figure: Figure, sentence: Sentence, before: str) -> Finding | None:
        """Judge the share that a count right before it is of all of its kind: «7件（31.8％）»."""
        earlier = [f for f in sentence.figures if f.end <= figure.start]
        part = earlier[-1] if earlier else None
        if part is None or part.found.unit not in _UNITS:
            return None
        if _ITS_SHARE.fullmatch(sentence.text, part.end, figure.start) is None:
            return None
        counted = self.judge(part, sentence, before)
        if counted is None or counted.count is None or counted.of_kind is None:
            return None
        whole = self._catalog.listed(Wanted(kinds=(counted.of_kind,))).total
        if not whole:
            return None
        exact = Fraction(counted.count * 100, whole)
        shown = f"{float(round(exact, 1)):g}％"
        formula = f"{counted.count} ÷ {whole} × 100 ≒ {shown[:-1]}"
        name = kind_words()[counted.of_kind][0]
        reason = f"出典に挙げられた{name}{whole}件のうち{counted.count}件は{shown}です。"
        agreement = agrees(figure.found, exact)
        if agreement is not None:
            return Finding("supported", "derived", reason, None, formula, counted.passages, _SURE)
        reason += f"文中の「{figure.found.text}」とは異なります。"
        return Finding("contradicted", "value", reason, shown, formula, counted.passages, _SURE)

    def _one_of_each(self, kind: str) -> Listed:
        """Return the first passage of each section that holds one of ``kind``."""
        held = [s for s in self._catalog.sections if kind in s.kinds]
        names = list(dict.fromkeys(s.name for s in held))
        first = (self._catalog.listed(s.wanted((kind,)), 1) for s in held[:_CITED])
        return Listed(tuple(p for found in first for p in found.passages), len(names))

    def _any_kind(self, figure: Figure, lead: str, before: str) -> str | None:
        """Return a kind of passage where all kinds of the section named have the same count."""
        if figure.found.unit not in ("件", "項目"):
            return None
        named = [n.payload for n in self._catalog.section_names.find(lead)]
        if not named and _ASKED.search(before):
            named = [n.payload for n in self._catalog.section_names.find(before)]
        known = [k for k in named[-1].kinds if k in kind_words()] if named else []
        counts = {self._catalog.listed(named[-1].wanted((k,))).total for k in known}
        return known[0] if len(counts) == 1 else None

    def _sections(self, lead: str, kind: str) -> list[Section]:
        """Return the sections named before a number, by a name or a word that only one has."""
        found = [n.payload for n in self._catalog.section_names.find(lead)]
        if found:
            return found
        held = [s for s in self._catalog.sections if kind in s.kinds]
        near = lead.rstrip()[-_WORD:]
        known = []
        for section in held:
            others = {lemma for s in held if s is not section for lemma in s.lemmas}
            own = [w for w in section.lemmas - others if len(w) > 1]
            places = [near.rfind(w) for w in own if w in near]
            known += [(max(places), section)] if places else []
        return [s for _, s in sorted(known, key=lambda k: k[0])][-1:]

    def _others(
        self, figure: Figure, sentence: Sentence, sections: Sequence[Section], kind: str
    ) -> tuple[str, ...]:
        """Return the words that say which of them are counted: «反対意見は22件»."""
        clause = sentence.clauses[sentence.clause_of(figure.start)]
        lead = clause.text[: figure.start]
        numbers = [f.end for f in sentence.figures if f.end <= figure.start]
        start = max([clause.start, *(e for e in numbers if clause.holds(e - 1))])
        edges = [m.end() for m in _EDGE.finditer(lead, start)]
        start = max([start, *edges])  # «懇談会レポ✍ 意見22件»
        regions = self._catalog.regions_in(lead[start:])
        if regions:
            return regions
        said_by = _FROM.search(lead, start)
        if said_by is not None and said_by.group(1) not in plain_words():
            return (said_by.group(),)
        if left_aside(sentence, start, figure):
            return (lead[start:].strip(),)
        known = [*speakers(sentence)]
        known += [m.span() for m in _QUOTED.finditer(sentence.text)]
        known += [
            (n.start, n.end)
            for names in (self._catalog.section_names, self._catalog.synonyms)
            for n in names.find(sentence.text)
        ]
        free = {lemma for s in sections for lemma in s.lemmas} | self._catalog.title_lemmas
        free |= (
            plain_words() | english_plain() | {n for names in kind_words().values() for n in names}
        )
        free |= saying() - {"要望", "懸念", "疑問", "指摘"}
        found = []
        for token in sentence.tokens:
            if not start <= token.start < figure.start or not clause.holds(token.start):
                continue
            if _SECTIONS.search(token.surface):
                continue
            if not is_noun(token) or any(s <= token.start < e for s, e in known):
                continue
            if not {folded(token.lemma), token.surface} & free:
                found.append(token.surface)
        return tuple(dict.fromkeys(found))


def _asked_for_all(question: str, kind: str) -> bool:
    """Say whether a question is for how many there are of a kind: «意見は全部で何件でしたか»."""
    names = "|".join(map(re.escape, kind_words()[kind]))
    asked = re.compile(
        rf"(?:^|[\s、。:)]|主な|出された)(?:{names})(?:の数|等)?(?:は|って)"
        r"(?:、|全部で|全体で|合わせて|計|合計)*(?:何件|いくつ)"
    )
    return asked.search(question) is not None


def _deed(figure: Figure, sentence: Sentence) -> str | None:
    """Return what is said to be done with those counted: «22件の方針をすべて実行した»."""
    clause = sentence.clauses[sentence.clause_of(figure.start)]
    if not _ACTED_ON.match(sentence.text, figure.end):
        return None
    tokens = [t for t in sentence.tokens if figure.end <= t.start < clause.end]
    for token, following in pairwise(tokens):
        done = token.pos3 == "サ変可能" and following.lemma == "為る"
        if done and not {folded(token.lemma), token.surface} & doing():
            return token.surface
    return None


def _named(lead: str, kind: str) -> bool:
    """Say whether the name of a kind stands right before its number: «主な意見22件»."""
    head = lead[: len(lead) - len(m.group())] if (m := _OF_KIND.search(lead)) else lead
    return head.endswith(kind_words()[kind])


def _counted_so(figure: Figure, sentence: Sentence) -> bool:
    """Say whether the figure counts passages by their name: 4つの目的."""
    after = sentence.text[figure.end :]
    return any(after.startswith(f"の{n}") for names in kind_words().values() for n in names)


def _compare(figure: Figure, counted: Listed, label: str) -> Finding:
    count, found = counted.total or 0, figure.found
    unit = found.unit if found.unit not in ("", "意見", "テーマ", "分野") else "件"
    sure = 2 if found.unit else 4  # without a unit only the words before say what is counted
    right = f"{count}{unit}"
    formula = f"{' + '.join('1' for _ in range(count))} = {count}" if count <= LISTED else None
    cited = tuple(p.id for p in counted.passages[:_CITED])
    reason = f"出典に挙げられた{label}は{right}です。"
    agreement = agrees(found, Fraction(count))
    if agreement is not None:
        return Finding("supported", "derived", reason, None, formula, cited, sure)
    return Finding(
        "contradicted", "value", f"{reason}文中の「{found.text}」とは異なります。", right, formula,
        cited, sure,
    )  # fmt: skip
