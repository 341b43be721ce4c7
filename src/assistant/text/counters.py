"""Counters: the words after a number that say what is counted, or that it orders.

For normalised text. An irregular case stands with the words that forced it.
"""

from __future__ import annotations

import re

from assistant.text.figure_types import FigureType

# Counters, one group a line. A longer one wins over a shorter. The list serves the commonest
# and those that the segmenter cuts (市町村 is three words); any other noun after Arabic digits
# is taken as the unit.
_COUNTERS = """
名 人 人分 人日 者 世帯 家庭 家族 組 件 例 事例 ケース 票 口 通 回 回分 回目 度 度目 倍
市町村 市区町村 都道府県 自治体 市 町 村 区 県 都 道 府 か国 地域 地区 圏域 広域 ブロック
会場 施設 事業所 団体 機関
法人 企業 事業者 事業 業者 社 校 園 学校 学年 学級 クラス
病院 床 棟 室 部屋 戸 軒 台 枚 本 冊 部 個 つ 点 項目
か所 箇条 種類 種 タイプ パターン 段階 区分 分類 色 班 チーム グループ セット ポイント 割合
円 万円 千円 百万円 億円 兆円 ドル ユーロ 銭
年 年間 年度 年分 年生 か年 か月 か月間 月間 週 週間 日 日間 日分 泊
時間 分 分間 秒 秒間 時限 コマ 歳 才 代 世代 世紀
m cm mm km m2 m3 km2 kg g t ha l ml メートル キロ キロメートル センチ
グラム キログラム トン リットル ヘクタール
平方メートル 平方キロメートル 坪 畳
ページ 頁 行 列 段 字 文字 文 語 単語 曲 杯 匹 頭 羽 足 着 食 便 階 階建て 級 問
にん めい かしょ
人目 名目 つ目 か所目 件目 年目 か月目 日目 週目 枚目 個目 社目 校目
"""

# What only orders or names: a number before one of these is an ordinal.
_ORDERING = """
番 番目 位 号 号室 号線 丁目 番地 番線 番手 章 節 条 項 款 編 版 合目 議案 号議案 親等
"""
# These order only after 第: 3回 and 2期 are counts, 第3回 and 第2期 are not.
_ORDERING_AFTER_DAI = (
    "回 回目 期 次 学期 四半期 部 部会 種 類 級 走 弾 子 者 世代 段階 区 分科会 条例"
)

# A counter that is the first character of another word is none: 3市民団体, 2社会, 5人口, 16回答.
_OTHER_WORDS = {
    "人": "口数材員権物生格類工",
    "名": "称前簿義",
    "市": "民長立場議",
    "町": "内民長立議",
    "村": "民長立議",
    "県": "民知庁内立議",
    "区": "民域間長",
    "都": "市合内心民",
    "道": "路府具民",
    "社": "会",
    "校": "長区舎外",
    "園": "児長",
    "件": "数名",
    "点": "検在",
    "回": "答収復線",
    "部": "会門署長局活屋",
    "本": "部人県市校庁日",
    "組": "織",
    "度": "合",
    "台": "帳風所",
    "年": "齢金末始",
    "日": "本程常曜誌",
    "分": "野析離科散担所",
    "文": "化書科章",
    "足": "りら",
    "着": "手目任",
    "代": "表替理行わ",
    "円": "滑卓",
    "行": "政動事為うくきっ",
    "列": "車",
    "問": "題い合",
    "個": "人別",
    "口": "座",
    "戸": "籍別",
    "室": "内長料温",
    "冊": "子",
    "種": "別目",
    "段": "取",
    "階": "層級",
    "週": "末刊",
    "歳": "入出",
    "才": "能",
    "便": "利",
    "食": "事育費料品材物",
    "家庭": "的",
    "番": "組号",
    "位": "置",
    "号": "令",
    "条": "件約例",
    "項": "目",
    "節": "目約",
    "編": "成集",
    "章": "典",
    "版": "権画",
    "期": "待間限",
    "類": "似",
    "種類": "別",
}

# After a single kanji digit these make words or names: 一例, 一行, 二重, 一度, 一国, 一色.
_ARABIC_ONLY = """
例 行 列 段 度 口 通 種 部 級 文 字 語 色 足 代 道 府 都 区 者 曲 編 節 家族 組 問 分類 m g t l
"""


_KA_SPELLINGS = "かヵカヶケ箇个個"
_KA = f"[{_KA_SPELLINGS}]"


def _pattern(words: str) -> str:
    """Return an alternation of the words, longest first, with か in all its spellings."""
    ordered = sorted(set(words.split()), key=lambda word: (-len(word), word))
    return "|".join(
        re.sub(r"^か(?=[所月国年条])", _KA, word)
        + (f"(?![{_OTHER_WORDS[word]}])" if word in _OTHER_WORDS else "")
        for word in ordered
    )


_COUNTER = re.compile(rf"{_pattern(_COUNTERS)}|{_KA}処")
_LETTER = re.compile(r"[A-Za-z0-9]")
_ARABIC_ONLY_SET = frozenset(_ARABIC_ONLY.split())
_PLACE = re.compile(
    rf"(?:{_pattern(_ORDERING)})目?|(?:{_pattern(_COUNTERS)})?目(?![標的指安立途前下])"
)
_AFTER_DAI = re.compile(
    rf"(?:{_pattern(_ORDERING + _ORDERING_AFTER_DAI)}|{_pattern(_COUNTERS)})目?"
)


def match_counter(text: str, start: int, *, kanji: bool = False) -> int | None:
    """Return the end of the counter at ``start``, or None.

    With ``kanji`` (the number before it is one kanji digit) only counters that do not make
    another word with it. A counter in Latin letters must not run on (5m, not 5main).
    """
    found = _COUNTER.match(text, start)
    if found is None or (kanji and found.group() in _ARABIC_ONLY_SET):
        return None
    end = found.end()
    return None if found.group().isascii() and _LETTER.match(text, end) else end


def place_end(text: str, start: int) -> int | None:
    """Return the end of what makes the number before it an ordinal (番目, 位, か所目), or None."""
    found = _PLACE.match(text, start)
    return found.end() if found else None


def ordering_end(text: str, start: int) -> int:
    """Return the end of the counter after 第2, ``start`` itself where there is none."""
    found = _AFTER_DAI.match(text, start)
    return found.end() if found else start


# Counters with two names; the kana are how children and hurried people type.
_ONE_WORD = {"頁": "ページ", "才": "歳", "m2": "㎡", "にん": "人", "めい": "名", "かしょ": "か所"}


def canonical_unit(unit: str) -> str:
    """Return a unit under one spelling: 2ヶ所, 2箇所, 2カ所 → か所; 頁 → ページ; にん → 人."""
    if unit[:1] in _KA_SPELLINGS and unit[1:2] and unit[1] in "所処月国年条":
        return "か" + unit[1:].replace("処", "所")
    return _ONE_WORD.get(unit, unit)


# Fixed shares and lengths: value, unit, type.
WORDS: dict[str, tuple[float, str, FigureType]] = {
    "過半数": (50, "%", "percent"),
    "半数": (50, "%", "percent"),
    "半分": (50, "%", "percent"),
    "半年": (0.5, "年", "number"),
    "半日": (0.5, "日", "number"),
    "半月": (0.5, "か月", "number"),
    "ふたり": (2, "人", "number"),
    "ふたつ": (2, "つ", "number"),
    "みっつ": (3, "つ", "number"),
    "よっつ": (4, "つ", "number"),
    "いつつ": (5, "つ", "number"),
    "むっつ": (6, "つ", "number"),
    "ななつ": (7, "つ", "number"),
    "やっつ": (8, "つ", "number"),
    "ここのつ": (9, "つ", "number"),
}
