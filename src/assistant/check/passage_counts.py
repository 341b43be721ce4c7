"""Judge how many opinions, purposes and the like a text says there are."""

from __future__ import annotations

import re
from fractions import Fraction

from assistant.answer.catalog import Catalog
from assistant.check.agree import agrees
from assistant.check.finding import Finding
from assistant.check.scan import Figure, Sentence
from assistant.check.vocabulary import kind_words
from assistant.types import Passage

_UNITS = ("つ", "件", "項目", "個", "点", "組", "本", "意見", "テーマ", "分野")
_SECTIONS = re.compile(r"項目|テーマ|分野|論点|区分|柱")
_ALL = re.compile(
    r"分かれ|分け|分類|構成|全部|すべて|全て|計|合わせ|主な|掲げ|整理|まとめ|全|挙げ|示さ|並|からな|ある|だ。|です|である"
)
_OF_KIND = re.compile(
    r"\s*(?:主な|参加者の|出された|寄せられた|懇談会の|懇談会で出た)*[^\s、。のはが]{2,4}(?:は|が|も)\s*"
)
"""«意見は22件あった»: nothing says which of them are counted."""
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
        if found.type != "number" or isinstance(found.value, str) or found.unit not in _UNITS:
            return None
        clause = sentence.clauses[sentence.clause_of(figure.start)]
        own = sentence.text[clause.start : clause.end]
        kinds = [k for k, names in kind_words().items() if any(n in own for n in names)]
        whole = [k for k, names in kind_words().items() if any(n in sentence.text for n in names)]
        sections = [
            n.payload for n in self._catalog.section_names.find(own[: figure.start - clause.start])
        ]
        if clause.anchor is not None and not own[: figure.start - clause.start].strip():
            outer = sentence.clauses[clause.anchor]
            before = sentence.text[outer.start : clause.start]
            sections = [n.payload for n in self._catalog.section_names.find(before)]
        said = [k for k, names in kind_words().items() if any(n in before for n in names)]
        kind = next(iter((*kinds, *whole, *said)), None)
        if kind is None:
            return None
        if sections:
            passages = [p for p in sections[-1].passages if p.kind == kind]
            where = f"「{sections[-1].name}」の"
        elif (kinds or re.search(r"合わせて|合計|全部で|計", own)) and (
            _ALL.search(sentence.text)
            or _counted_so(figure, sentence)
            or _OF_KIND.fullmatch(own[: figure.start - clause.start])
        ):
            passages = [p for p in self._catalog.passages.values() if p.kind == kind]
            where = ""
        else:
            return None
        if not passages:
            return None
        name = kind_words()[kind][0]
        if not sections and _SECTIONS.search(own):
            passages = list({p.section: p for p in passages}.values())
            name = f"{name}の項目"
        return _compare(figure, passages, f"{where}{name}")


def _counted_so(figure: Figure, sentence: Sentence) -> bool:
    """Say whether the figure counts passages by their name: 4つの目的."""
    after = sentence.text[figure.end :]
    return any(after.startswith(f"の{n}") for names in kind_words().values() for n in names)


def _compare(figure: Figure, passages: list[Passage], label: str) -> Finding:
    count, found = len(passages), figure.found
    unit = found.unit if found.unit not in ("意見", "テーマ", "分野") else "件"
    right = f"{count}{unit}"
    formula = f"{' + '.join('1' for _ in passages)} = {count}"
    cited = tuple(p.id for p in passages[:_CITED])
    reason = f"出典に挙げられた{label}は{right}です。"
    agreement = agrees(found, Fraction(count))
    if agreement is not None:
        return Finding("supported", "derived", reason, None, formula, cited, 2)
    return Finding(
        "contradicted", "value", f"{reason}文中の「{found.text}」とは異なります。", right, formula,
        cited, 2,
    )  # fmt: skip
