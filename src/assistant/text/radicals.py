"""CJK radicals that Unicode's NFKC leaves alone, with the ideograph each one stands for.

PDF extraction often gives ``⻑野`` (U+2ED1) for ``長野``. Kangxi radicals (U+2F00–2FD5) and the two
radicals U+2E9F and U+2EF3 have a compatibility decomposition, the others of the CJK Radicals
Supplement (U+2E80–2EFF) have none.

Source: ``EquivalentUnifiedIdeograph.txt`` of the Unicode Character Database, version 14.0.0; left
out are the radicals whose ideograph lies outside the Basic Multilingual Plane, which no Japanese
text uses as a character.
"""

from __future__ import annotations

_PAIRS = (
    "⺁厂 ⺂乛 ⺃乚 ⺄乙 ⺅亻 ⺆冂 ⺈刀 ⺉刂 ⺊卜 ⺋㔾 ⺌小 ⺍小 ⺎兀 ⺏尣 ⺐尢 ⺒巳 "
    "⺓幺 ⺔彑 ⺕彐 ⺖忄 ⺗心 ⺘扌 ⺙攵 ⺛旡 ⺜日 ⺝月 ⺞歺 ⺟母 ⺠民 ⺡氵 ⺢氺 ⺣灬 "
    "⺤爫 ⺥爫 ⺦丬 ⺧牛 ⺨犭 ⺩王 ⺫目 ⺬示 ⺭礻 ⺯糹 ⺰纟 ⺱罓 ⺲罒 ⺳㓁 ⺴冗 ⺶羊 "
    "⺹耂 ⺺肀 ⺻聿 ⺼肉 ⺾艹 ⺿艹 ⻀艹 ⻁虎 ⻂衤 ⻃覀 ⻄西 ⻅见 ⻆角 ⻈讠 ⻉贝 ⻋车 "
    "⻌辶 ⻍辶 ⻎辶 ⻏邑 ⻐钅 ⻑長 ⻒镸 ⻓长 ⻔门 ⻖阝 ⻗雨 ⻘青 ⻙韦 ⻚页 ⻛风 ⻜飞 "
    "⻝食 ⻟飠 ⻠饣 ⻢马 ⻣骨 ⻤鬼 ⻥鱼 ⻦鸟 ⻧卤 ⻨麦 ⻩黄 ⻪黾 ⻫斉 ⻬齐 ⻭歯 ⻮齿 "
    "⻯竜 ⻰龙 ⻱龜 ⻲亀 ⻳龟 "
)

RADICALS: dict[str, str] = {pair[0]: pair[1] for pair in _PAIRS.split()}
"""Radical → ideograph, one character each."""
