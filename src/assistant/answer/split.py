"""Cut what a person typed into its questions, and drop what only leads up to them."""

from __future__ import annotations

import re

# «AですかそれともBですか» is one question.
_STOP = re.compile(r"(?<=[。？?！!\n；;])(?!\s*それとも)")
# A conjunction after a comma begins another question.
_JOINT = re.compile(
    r"[、,]\s*(?=(?:それと(?!も)|あと|また|それから|さらに|加えて)[、は]?)"
    r"|,?\s+and\s+(?=(?:how many|how much|when|where|what|which)\s)"
)
# «記事を書いているのですが、…»: what stands before is a reason for asking, not a question.
_LEAD_UP = re.compile(
    r"^.{2,80}?(?:のですが|んですが|のですけど|んですけど|だけど|んだけど|ですので|なので|ので|ため|ますが|もので|まして|くて…?|て…)[、,]\s*"
)
_ECHO = re.compile(
    r"(?:え[えっ]?|へ[えー]+|ん|あれ|お[おっ]?|うそ|まさか|なるほど|そうか|そうですか|そっか|はい|うん)?"
    r"[、,…!！ー\s]*(?:たった(?:の)?)?(?:[0-9]+(?:人|名|か所|つ)?)?(?:だけ|しか|も)?(?:です|なの|か)*[。?？!！]*"
)
_ASKS = re.compile(
    r"[?？]$|か[。！!]?$|(?:ください|下さい|教えて|お願いします|ほしい(?:です)?|知りたい(?:です)?)[。！!]?$"
)
_SPEAKS = re.compile(r"[^\W_]")


def split_questions(text: str) -> list[str]:
    """Return the questions of ``text`` in order: its sentences without those that ask nothing."""
    parts = cut(text)
    if len(parts) > 1:
        parts = [part for part in parts if not _ONLY_ASKS.fullmatch(part)]
    found = _joined(parts)
    # «え、0？» repeats in surprise what was answered; the question comes after it.
    return [p for p in found[:-1] if not _ECHO.fullmatch(p)] + found[-1:]


def cut(text: str) -> list[str]:
    """Return the sentences of ``text`` in order, each stripped, without empty ones."""
    sentences = [part.strip() for part in _STOP.split(text)]
    parts = [p.strip() for s in sentences for j in _JOINT.split(s) for p in _apart(j)]
    return [p for p in parts if p and _SPEAKS.search(p)]


_IF_SO = re.compile(
    r"(?:も?し)?(?:あれば|いれば|あったら|ある(?:場合|なら|とすれば)|その場合|該当があれば)"
)


_IS_IT_SO = re.compile(
    r"(?:これ|それ|こちら|[こそ]の(?:数字|数|認識|理解|内容|話))?(?:は|って|で)?"
    r"(?:合って|あって|間違い|正し|正確|本当|ほんと|ホント|事実|確か|相違)"
    r"(?:い?ます|い?る|は?な(?:い|かった)|は?ありません|い|です|でしょう|だ|よね|の|か)*[?？。!！]*"
)


_ONLY_ASKS = re.compile(
    r"(?:すみません|恐れ入ります|お手数です)?(?:が|けど)?[、]?(?:どうか|是非|ぜひ)?"
    r"(?:(?:お|ご)?(?:教え|おしえ|知らせ|聞かせ|回答)て?)?"
    r"(?:ください|下さい|くださいませ|ほしい(?:です)?|お?願い(?:し|いたし|致し)ます)[。!！]?"
)


def _joined(sentences: list[str]) -> list[str]:
    """Put «あれば、その地域と人数を», «合っていますか» to the sentence that they go on with."""
    found: list[str] = []
    for sentence in sentences:
        if found and (_IF_SO.match(sentence) or _IS_IT_SO.fullmatch(sentence)):
            found[-1] += sentence
        else:
            found.append(sentence)
    return found


_ASKED = re.compile(r"(?<=[すたんう]か)[、,]\s*")
# «乳児院は7名、里親は12名で合っていますか»: each of several numbers is to be confirmed.
_CONFIRM = re.compile(
    r"[、,]?(?:で|と(?:いう|の)(?:理解|認識|こと|説明|数字)?で?)は?[、,]?"
    r"(?:間違い|合って|あって|正し|よろし|宜し|良|よ[いろ]|いい|相違|大丈夫|差し支え|問題)[^、。]*$"
)
_STATED = re.compile(
    r"[^、,]{1,30}?[はが](?:約|ちょうど)?[0-9一二三四五六七八九十百]+(?:人|名|施設|市町村|団体|か所)"
    r"|うち、?[0-9一二三四五六七八九十百]+(?:人|名)[はが]"
)
_WHAT = re.compile(r"何|いつ|どこ|誰|だれ|いくつ|どの|どちら|どんな|どれ|どう")


def _apart(sentence: str) -> list[str]:
    """Cut «…は何人でしたか、…はどこですか» where each part asks for something of its own.

    «2人でしたか、3人でしたか» asks one thing.
    """
    confirmed = _CONFIRM.search(sentence)
    claims = re.split(r"[、,]\s*", sentence[: confirmed.start()]) if confirmed else []
    if confirmed and len(claims) > 1 and all(_STATED.match(c) for c in claims):
        return [*(f"{c}ですか" for c in claims[:-1]), claims[-1] + confirmed.group()]
    parts = _ASKED.split(sentence)
    return parts if all(_WHAT.search(p) for p in parts) else [sentence]


# «松本の出席者数と、県知事の名前», «目的は何で、何人出席し、予算は»: several things in one breath.
_CLAUSE = re.compile(
    r"(?<=[数名前者域見針場時的])と[、,]\s*"
    r"|(?<=[何つ誰人名])で[、,]\s*|(?<=[席加催施])し[、,]\s*"
)
_DEMAND = re.compile(r"何|いつ|どこ|誰|だれ|いくつ|どんな|.の.")
# What holds one against another asks one thing of both.
_TOGETHER = re.compile(
    r"差|比|合計|合わせ|どちら|どっち|違い|倍|うち|割合|何割|%|同じ|足[しす]|引[いく]|除|以外|平均|それぞれ"
)


def clauses(sentence: str) -> list[str]:
    """Return the questions that commas join in ``sentence``; none where it is one question."""
    parts = [part.strip() for part in _CLAUSE.split(sentence)]
    several = len(parts) > 1 and all(len(p) > 1 and _SPEAKS.search(p) for p in parts)
    asking = all(_DEMAND.search(p) for p in parts[:-1])
    return parts if several and asking and not _TOGETHER.search(sentence) else []


def asks(sentence: str) -> bool:
    """Say whether ``sentence`` is a question or a request by its ending."""
    return _ASKS.search(sentence) is not None


def without_lead_up(sentence: str) -> str:
    """Return ``sentence`` without the clause that only says why it is asked."""
    rest = _LEAD_UP.sub("", sentence, count=1)
    return rest if len(rest) >= 2 else sentence
