"""Words that hold a digit and are no figure, and numbers that nobody knows.

For normalised text. Each entry stands with its reason; most such words (一部, 一般, 唯一) need no
entry, because the segmenter knows them as words of their own.
"""

from __future__ import annotations

import re

# Tried where a number would begin.
_NOT_FIGURES: tuple[tuple[str, str], ...] = (
    (
        r"一時(?! *(?:間|半|から|まで|~|ちょうど|過ぎ|[0-9一二三四五]+ *分))",
        "for a while: 一時保護",
    ),
    (r"[二三四]者", "parties: 三者面談, 二者択一"),
    (r"[一1](?:人(?:ひとり|一人|1人)|つ(?:ひとつ|一つ|1つ))", "each and every one"),
    (r"一つ(?:の|に|返事)|二つ返事", "an article or an idiom: 一つの方向性, 一つになる"),
    (
        r"一人(?:親|っ子|暮らし|前|歩き|称|当たり|で)",
        "alone, or a compound: 一人親家庭, 一人当たり",
    ),
    (r"三つ(?:子|巴|編み)|一人息子|一人娘", "compounds"),
    (r"[二三]次(?:元|的|被害)", "secondary: 二次的"),
    (r"一日(?:も早|中|でも早)|一年中|一晩中|一日千秋", "idioms: 一日も早く"),
    (r"三日(?:坊主|月|天下)|[一二三四五六七八九十]+日(?:市|町)", "names: 三日坊主, 十日町, 四日市"),
    (r"一番(?!目|手|線)", "a superlative: 一番多い"),
    (
        r"1番(?=多|少|大き|小さ|高|低|早|遅|良|よ|近|遠|人気|最|重要|新し|古|長|短)",
        "一番多い in digits",
    ),
    (r"十人十色|十中八九|百も承知|百人一首|百点満点|千円札|七五三|三三五五|五分五分", "idioms"),
    (r"十分(?!間|後|前|程度|ほど|以内|おき|ごと|くらい|ぐらい|遅)", "enough: 十分に"),
    (r"十二分[にな]", "more than enough: 十二分に"),
    (r"一本(?:化|立ち|道|線|釣り|調子)|二本立て|一戸建て|一軒家|[一二三]階建て", "compounds"),
    (r"一件落着|一回(?:り|忌)|一個人|一社会|一校長|一年生植物", "other words: 一個人, 一社会人"),
    (r"一(?:施設長|事業者として|市民)", "a member of: 一市民"),
    (r"八十二銀行|六ヶ所村|四十九日|五十歩|百分率|百貨|八百[屋万]", "names and idioms"),
    (r"三位一体|二人三脚|一点(?:張り|集中|もの)", "idioms"),
    (r"ゼロ(?:カーボン|ベース|エミッション|トレランス|サム|から)", "compounds: ゼロカーボン"),
)
NOT_FIGURES = re.compile("|".join(pattern for pattern, _ in _NOT_FIGURES))
"""A word that begins like a number and is none."""

# 第三者 and its like: words of their own with 第.
NOT_ORDINALS = re.compile(r"第(?:三者|三の|三セクター|三国|一人者|一線|一義|一歩|一印象|六感)")

# A number that nobody knows: 数十人, 何人, 十数名. After a noun 数 is its suffix: 参加者数16名.
UNKNOWN_BEFORE = re.compile(r"(?:^|[^一-龥々ァ-ヺー]|[約計他各毎延])[数何幾]\Z")
UNKNOWN_AFTER = re.compile(r" ?[数何幾](?!字|値|量|式)")
