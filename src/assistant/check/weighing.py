"""Whether a sentence states its figure, so that the finding of a table or passage holds of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.check.finding import Finding, silent
from assistant.check.scan import Figure, Group, Sentence
from assistant.check.stance import (
    denied,
    denied_itself,
    does_otherwise,
    enough,
    moved,
    said_of_it,
    tail,
    there_are,
    there_live,
    untrue,
    voiced,
)
from assistant.check.subject import Subject
from assistant.check.vocabulary import pattern

_PIECE = re.compile(r"[、。]")


def otherwise(sentence: Sentence, figure: Figure, printed: str, end: int) -> bool:
    """Say whether a sentence makes of a figure of running text what ``printed`` does not say.

    ``end``: where the source's figure ends in ``printed``.
    """
    no = denied_itself(sentence, figure) or denied(sentence, figure)
    theirs = pattern("stance", "harmless").sub(" ", _PIECE.split(printed[end:])[0])
    if no and not pattern("stance", "denied").search(theirs):
        return True
    said = pattern("stance", "verdict").search(sentence.text[figure.end :])
    if said is not None and said.group() not in printed:
        return True  # nobody says that it was agreed to
    each = pattern("stance", "each_of").search(sentence.text, 0, figure.start)
    if each is not None and each.group("of") not in printed:
        return True  # «各市町村に1か所», where the source has «10圏域に１か所»
    none = figure.found.value == 0  # «1か所も必要ない»
    return none or moved(sentence, figure, printed) or enough(sentence, figure)


def weighed(
    finding: Finding | None,
    sentence: Sentence,
    figure: Figure,
    subject: Subject | None = None,
    bodies: bool = False,
    groups: Sequence[Group] = (),
) -> Finding | None:
    """Return ``finding`` of a table or a count, silent where the sentence does not state it.

    ``bodies``: the figure is claimed to count those who came by body, not by person;
    ``groups``: the table's names in the sentence.
    """
    if finding is None or finding.verdict == "not_in_source":
        return finding
    shown = figure.found.text
    plain = subject is not None and subject.operation == "value" and not figure.found.unit
    if (bodies or plain) and there_are(sentence, figure):
        return silent(
            "出典にあるのは出席した数で、あるものや整備するものの数の記載はありません。", 1
        )
    if subject is not None and subject.operation == "share" and does_otherwise(sentence, figure):
        return silent(f"出典に、「{shown}」がそうしたという記載はありません。", 1)
    if voiced(sentence, figure):
        return silent("出典に、発言した人や団体の数の記載はありません。", 1)
    if pattern("stance", "needed").match(tail(sentence, figure)):
        return silent(f"必要とされる「{shown}」は、表の数ではありません。", 1)
    if denied_itself(sentence, figure):
        return silent(f"文中では「{shown}」が打ち消されているため、裏付けられません。", 1)
    if subject is not None and subject.operation == "value" and there_live(sentence, figure):
        return silent("出典にあるのは出席した人数で、いる人の数の記載はありません。", 1)
    if finding.verdict != "supported":
        return finding
    if subject is not None and subject.operation == "value" and moved(sentence, figure, ""):
        return silent(f"「{shown}」の増減は、出典に記載がありません。", 1)
    not_held = pattern("stance", "not_held").search(sentence.text[: figure.start])
    if subject is not None and subject.operation == "count" and not_held:
        return silent("開かれなかったものの数は、出典に記載がありません。", 1)
    if pattern("stance", "supposed").search(sentence.text[: figure.start]):
        return silent(f"文中では「{shown}」が仮定として書かれています。", 1)
    # «3会場には里親が来なかった» counts rows by what they are without.
    without = subject is not None and (subject.present is False or subject.threshold is not None)
    if untrue(sentence, figure) or (not without and denied(sentence, figure, groups)):
        return silent(f"文中では「{shown}」について打ち消されており、出典では裏付けられません。", 1)
    if said_of_it(sentence, figure):
        return silent(f"「{shown}」についてのそのような意見は、出典に記載がありません。", 1)
    return finding
