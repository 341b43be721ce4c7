"""Figures as the words beside them make them: 150人ちょっと, 1人もいない, 10月29日…30日."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from assistant.check.vocabulary import english_units, pattern
from assistant.text.dates import parts
from assistant.text.figures import Found, find_figures
from assistant.text.normalize import normalize

_DAY_OF_MONTH = re.compile(r"(?:今月|先月|同月|翌月|同)の?\s*$")
_DAY_HERE = re.compile(
    r"\s*(?:[にのはと、,・~〜～]|から|まで|。|$|だ|です|でし|[（([月火水木金土日])"
)
_LISTED_DAY = re.compile(r"[、,]\s*$")
_NAMED = re.compile(r"[一-龥ァ-ヺ]")
"""«17日飯田、18日岡谷»."""
_DATELINE = re.compile(r"(?:^|[。はがも】）)\n]|翌々?日?の?|前日の?|初日の?|最終日の?)[\s　]*$")
_DURATION = re.compile(r"(?:計|延べ|のべ|わずか|約|およそ|全|各|毎|月|週|所要|たった|丸)[\s　]*$")
_ON_DAY = re.compile(r"(?:に(?!わた|及|渡|ち|一|1)|夜|朝|午前|午後)")
_OF_DAY = re.compile(
    r"(?:午前|午後|朝|夜|夕|と?、|(?:に|は|の)[^、。0-9]{0,20}?(?:開|行|実施|終|始|会場|には|では|は))"
)
_WEEKDAY_BEFORE = re.compile(r"(?<!毎週)([月火水木金土日])曜日?[のは]\s*$")
_WEEKDAY_AFTER = re.compile(r"\s*(?:は|が)、?([月火水木金土日])曜")
_COUNTED_DAYS = re.compile(r"日間?の(?:うち|内訳)[^。\n]*曜日?(?:は|が)$")
"""Behind it a number counts days: «10日間のうち木曜は4日、水曜は2日»."""
_SPAN = 60
_MOST = re.compile(r"大半|大部分")
_LENGTH = re.compile(r"間|連続|続|目|程|分|以上|以内")
_WITH_YEAR = re.compile(r"年|[0-9]{4}|[RHSrhs]\.?\s*[0-9]|[^0-9]年|令和|平成|/[0-9]{1,2}/")
_EXCEEDED = re.compile(r"を?(?:上回|下回|超え)|より")
_MORE_BY = re.compile(r"(?:も|ほど|ずつ)?上回")
_JUST_UNDER = re.compile(r"\bjust (?:under|below)\s*$", re.IGNORECASE)
_NEARLY = re.compile(r"[弱強]")
_A_LITTLE_OVER = re.compile(r"\s*(?:ちょっと|ちょい|とちょっと|と少し|オーバー)")
_SENTENCE_END = re.compile(r"[。\n！？]")
_NOT_REACHED = re.compile(
    r"も(?:い|行か|占め)(?:な[いくか]|ません|ず)|に(?:は|も|さえ|すら)?(?:届か|届き(?!ま[しす])|とどか|満た(?:な|ず|ま)|達(?:しな|しま|せず|してい(?:な|ま))|及ば)"
)
_MONTH_BEFORE = re.compile(r"(?<![0-9０-９])([0-9０-９]{1,2})[\s　]*月[\s　]*$")
_MONTHS = 12
_DIGITS = 6
_LABELLED = re.compile(r"[0-9０-９]{1,2}[.．]")
_WEEKDAY_BEFORE = re.compile(
    r"([月火水木金土日])曜日?(?:だった|である|の|、|に当たる|にあたる)?[\s　]*$"
)
_WEEKDAY_BEHIND = re.compile(r"[、,・\s　]*([月火水木金土日])(?:曜日?|[)）])")
"""A weekday that stands apart from its date: «水曜日の11月6日», «11/6、水）»."""
_BACK = 10
_ASKED = re.compile(r"(?:^|[\s　])[QAＱＡqa]$")
_AHEAD = 30


def beside_words(figures: Iterable[Found], text: str) -> list[Found]:
    """Return ``figures`` of ``text`` with what the words beside them say, in order.

    A day without its month is of the month named before it in the sentence; «one … not» is none.
    """
    found: list[Found] = []
    figures = [_without_label(f, text) for f in figures]
    figures = sorted([*figures, *_most(text)], key=lambda f: f.start)
    month: tuple[int | None, int | None] = (None, None)
    last, told = 0, False
    for figure in figures:
        if _SENTENCE_END.search(text, last, figure.start):
            month = (None, None)
            told = told and "\n" not in text[last : figure.start]
        if found and _no_such_day(found[-1], figure):
            month_said = found.pop()
            figure = replace(
                month_said, text=month_said.text + figure.text, end=figure.end, unit="日",
                value=f"{month_said.value}-{figure.value:02d}",
            )  # fmt: skip
        figure = _of_no_month(figure, text, found)
        figure = _beside(figure, text, month[1])
        if told and _on_that_day(figure, text):
            figure = replace(figure, type="date", value=f"---{figure.value:02d}")
        if found and _one_in(found[-1], figure, text):
            whole = found.pop()
            text_of_both = text[whole.start : figure.end]
            share = round(100 / float(whole.value), 2)
            figure = replace(
                figure, text=text_of_both, start=whole.start, value=share, unit="％", type="percent"
            )
        if figure.type == "date":
            year, of_year, _ = parts(str(figure.value))
            month = (year, of_year) if of_year is not None else month
            told = told or of_year is not None
        last = figure.end
        found.append(figure)
    return found


def _most(text: str) -> list[Found]:
    """Return the words that mean more than half, which are no figures elsewhere."""
    return [
        Found(m.group(), m.start(), m.end(), 50, "%", "percent", modifier="超")
        for m in _MOST.finditer(text)
    ]


def is_vague(found: Found) -> bool:
    """Say whether a word is only a figure where a source can tell: 大半."""
    return _MOST.fullmatch(found.text) is not None


def _no_such_day(month: Found, day: Found) -> bool:
    """Say whether a month and a number make a date that no calendar has: 10月32日."""
    dated = month.type == "date" and month.text.endswith("月")
    counted = day.type == "number" and day.unit == "日" and isinstance(day.value, int)
    return dated and counted and month.end == day.start and day.value in range(100)


def _of_no_month(day: Found, text: str, found: list[Found]) -> Found:
    """Return a day with the number before it that no month has: 14月1日; ``found`` is cut back."""
    said = _MONTH_BEFORE.search(text, max(0, day.start - _BACK), day.start)
    whole = re.fullmatch(r"(?:---)?([0-9]{1,2})", str(day.value))
    if said is None or whole is None or day.unit != "日" or 1 <= int(said.group(1)) <= _MONTHS:
        return day
    while found and found[-1].end > said.start():
        found.pop()
    value = f"--{int(said.group(1)):02d}-{int(whole.group(1)):02d}"
    written = text[said.start() : day.end]
    return replace(day, text=written, start=said.start(), value=value, unit="日", type="date")


def _on_that_day(found: Found, text: str) -> bool:
    """Say whether a day stands where the sentences before told days: «3番目が上田で24日でした»."""
    if found.type != "number" or found.unit != "日" or not isinstance(found.value, int):
        return False
    before, after = text[max(0, found.start - 4) : found.start], text[found.end :][:_AHEAD]
    counted = _DURATION.search(before) or _LENGTH.match(after)
    return 1 <= found.value <= 31 and not counted and _DAY_HERE.match(after) is not None


def _without_label(found: Found, text: str) -> Found:
    """Return a figure without the number of a question before it: «A1.157人» says 157人."""
    labelled = _LABELLED.match(found.text)
    if labelled is None or not _ASKED.search(text[max(0, found.start - 2) : found.start]):
        return found
    rest = find_figures(text[found.start + labelled.end() :][:_AHEAD])
    if not rest or rest[0].start != 0:
        return found
    start = found.start + labelled.end()
    return replace(rest[0], start=start, end=start + rest[0].end)


def _one_in(whole: Found, one: Found, text: str) -> bool:
    """Say whether two figures make a share: «4人に1人»."""
    return (
        whole.type == one.type == "number"
        and one.value == 1
        and whole.unit == one.unit != ""
        and isinstance(whole.value, int)
        and whole.value > 1
        and text[whole.end : one.start].strip() == "に"
    )


def _beside(found: Found, text: str, month: int | None) -> Found:
    whole = found.type == "date" and re.match(r"\d{4}-\d\d-\d\d", str(found.value))
    if whole and not _WITH_YEAR.search(normalize(found.text).text):
        found = replace(found, value=f"--{str(found.value)[5:]}")  # from the other end
    if found.unit in english_units():
        found = replace(found, unit=english_units()[found.unit])
    if found.type == "date" and found.unit == "日" and found.weekday is None:
        ahead = text[max(0, found.start - _BACK) : found.start]
        weekday = _WEEKDAY_BEFORE.search(ahead) or _WEEKDAY_BEHIND.match(text[found.end :][:_AHEAD])
        found = replace(found, weekday=weekday.group(1)) if weekday is not None else found
    before, after = text[max(0, found.start - 4) : found.start], text[found.end :][:_AHEAD]
    if found.type == "number" and found.unit == "日" and isinstance(found.value, int):
        day = f"{found.value:02d}"
        counted = _COUNTED_DAYS.search(text, max(0, found.start - _SPAN), found.start)
        if 1 <= found.value <= 31 and not _LENGTH.match(after) and counted is None:
            day_said = bool(_DATELINE.search(before) and _OF_DAY.match(after))
            day_said = day_said or bool(not _DURATION.search(before) and _ON_DAY.match(after))
            if _DAY_OF_MONTH.search(before) or (day_said and month is None):
                return replace(found, type="date", value=f"---{day}")
            listed = _LISTED_DAY.search(before) and _NAMED.match(after)
            if month is not None and (listed or _DAY_HERE.match(after)):
                return replace(found, type="date", value=f"--{month:02d}-{day}")
    if found.type == "date" and found.weekday is None and found.unit == "日":
        weekday = _WEEKDAY_BEFORE.search(text[max(0, found.start - 5) : found.start])
        weekday = weekday or _WEEKDAY_AFTER.match(after)
        if weekday is not None:
            found = replace(found, weekday=weekday.group(1))  # 木曜日の10月17日
    if found.unit == "町" and after.startswith("村"):
        found = replace(found, text=f"{found.text}村", end=found.end + 1, unit="町村")
    if found.unit == "桁" and isinstance(found.value, int) and 0 < found.value < _DIGITS:
        return replace(found, value=10**found.value, modifier="未満")
    one = found.type == "number" and found.value == 1 and found.unit
    if one and pattern("counted", "zero").match(normalize(after).text):
        return replace(found, value=0)
    if found.modifier == "超" and _MORE_BY.match(after):
        return replace(found, modifier=None)  # 33名を15名上回る
    compared = found.modifier in ("超", "未満") and _EXCEEDED.match(after)
    of_name = found.type == "number" and before.endswith("の")
    if compared and (of_name or before.endswith(("合わせた", "足した", "加えた"))):
        return replace(found, modifier=None)  # 市町村の7人を上回った
    of_name = found.type == "number" and before.endswith("の")  # 長野の28人に及ばない
    if found.modifier is None and not of_name and _NOT_REACHED.match(after):
        return replace(found, modifier="未満")  # 10人に届きませんでした
    if found.modifier == "未満" and _JUST_UNDER.search(text[: found.start]):
        return replace(found, modifier="弱")
    if found.type == "percent" and (part := _NEARLY.match(after)):
        return replace(found, modifier="弱" if part.group() == "弱" else "余り")
    if found.modifier is None and _A_LITTLE_OVER.match(after):
        return replace(found, modifier="余り")
    return found
