"""A right number in a sentence that turns it round, moves it or lets another say it."""

from __future__ import annotations

import pytest

from .test_claims import C, N, S, claim

NOT_SUPPORTED = [
    ("登録里親数の目標は500世帯ではない。", "500世帯", "denied itself"),
    ("里親の出席者は12名ではなかった。", "12名", "denied itself"),
    ("意見は22件ではなかった。", "22件", "denied itself, of passages counted"),
    ("出席者は157名とは言えない。", "157名", "denied itself"),
    ("松本地域では16名が出席しなかった。", "16名", "the verb is denied"),
    ("上田地域に里親3名は来なかった。", "3名", "the verb is denied"),
    ("松本地域から16名が出席できなかった。", "16名", "the verb is denied"),
    ("諏訪の8名は誰も発言しなかった。", "8名", "the verb is denied"),
    ("参加しなかった里親は12名だった。", "12名", "those who did not come"),
    ("長野地域の28名は参加を見送った。", "28名", "an opposite verb"),
    ("懇談会には157名が欠席した。", "157名", "an opposite verb"),
    ("松本会場では16名が参加を断られた。", "16名", "an opposite verb"),
    ("出席者は150名を超えなかった。", "150名", "the limit is denied"),
    ("出席者157名という発表は事実と異なる。", "157名", "said to be false"),
    ("もし157名が出席していたら、会場は狭かった。", "157名", "supposed"),
    ("会議は10月17日に中止された。", "10月17日", "a day on which nothing was held"),
    ("登録里親数を500世帯減らす。", "500世帯", "an amount of change"),
    ("登録里親数を500世帯も増やす計画だ。", "500世帯", "an amount of change"),
    ("里親等委託率を55.6％引き下げる。", "55.6％", "an amount of change"),
    ("登録里親数を500世帯に減らす目標だ。", "500世帯", "the other direction"),
    ("目標は、里親等委託率55.6％以下に抑えることである。", "55.6％", "a limit"),
    ("里親等委託率は55.6％から引き上げる。", "55.6％", "where it starts"),
    ("登録里親数（500世帯）の目標は否定された。", "500世帯", "a deed that nobody tells"),
    ("県は登録里親数500世帯の目標を見直すことを決めた。", "500世帯", "a deed that nobody tells"),
    ("里親500世帯が懇談会に参加した。", "500世帯", "moved to those who came"),
    ("500世帯の里親が登録されている。", "500世帯", "the present for an aim"),
    ("里親等委託率はすでに55.6％に達している。", "55.6％", "the present for an aim"),
    ("里親等委託を急ぐ必要があるとの意見が55.6％を占めた。", "55.6％", "moved to opinions"),
    ("出席者157名のうち500世帯が里親だった。", "500世帯", "moved to those who came"),
    ("県は児童家庭支援センターを10圏域に1か所ずつ整備する方針を決めた。", "1か所", "an opinion"),
    ("県は児童家庭支援センターを10圏域に1か所以上整備すると明記した。", "1か所", "an opinion"),
    ("県は児童家庭支援センターが10圏域に1か所必要だと説明した。", "1か所", "an opinion"),
    ("児童家庭支援センターは現在10圏域に1か所ずつある。", "1か所", "an opinion"),
    ("児童家庭支援センターは10圏域に1か所で十分との意見があった。", "1か所", "at least one"),
    ("児童家庭支援センターは1か所も必要ない。", "1か所", "at least one"),
    ("松本地域の16名は少なすぎるとの意見が出た。", "16名", "nobody said so"),
    ("南信州地域には13市町村がある。", "13市町村", "those that came"),
    ("長野県には77市町村がある。", "77市町村", "those that came"),
    ("里親支援センターを10か所整備する。", "10か所", "those that came"),
    ("里親の55.6％が研修を受けた。", "55.6％", "not who came"),
    ("里親12名は施設の職員だった。", "12名", "two columns"),
    ("施設の41名を削減する。", "41名", "an amount of change"),
    ("登録里親数は500世帯である。", "500世帯", "the present for an aim"),
    ("金曜日に開かれなかったのは3地域だった。", "3地域", "what was not held"),
    ("里親等委託率の目標55.6％に、参加者は全員賛成した。", "55.6％", "nobody says so"),
    ("意見22件はすべて採用された。", "22件", "nobody says so"),
    ("波田学院は2施設が出席した。", "2施設", "one body in two rows"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "figure", "why"), NOT_SUPPORTED)
def test_a_right_number_in_a_false_sentence_is_not_supported(checker, text, figure, why):
    found = claim(checker, text, figure)
    assert found.verdict == N, (found.reason, why)


STILL_SUPPORTED = [
    ("諏訪は8名しか参加しなかった。", "8名", "«only» denies nothing"),
    ("里親の出席者は12名にすぎない。", "12名", "«no more than» denies nothing"),
    ("松本の出席者は16名で、20名には届かなかった。", "20名", "a limit"),
    ("157名が参加し、反対意見はなかった。", "157名", "another clause"),
    ("松本では16名が集まり、欠席の連絡はなかった。", "16名", "another clause"),
    ("北アルプス地域には施設からの出席者が1人もいなかった。", "1人", "none"),
    ("諏訪、木曽、佐久の3地域には里親の出席者がいなかった。", "3地域", "rows without any"),
    ("登録里親を500世帯に増やす目標だ。", "500世帯", "towards the aim"),
    ("県は登録里親数500世帯、里親等委託率55.6％を目標に掲げる。", "500世帯", "an aim"),
    ("登録里親数（500世帯）の目標を急ぐ必要があるのかという発言があった。", "500世帯", "told"),
    ("児童家庭支援センターは10圏域に最低でも1か所必要だという意見が出た。", "1か所", "an opinion"),
    ("波田学院は2会場に出席した。", "2会場", "rows"),
    ("波田学院は1施設である。", "1施設", "one body in two rows"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "figure", "why"), STILL_SUPPORTED)
def test_words_that_only_sound_like_a_denial_take_nothing_away(checker, text, figure, why):
    found = claim(checker, text, figure)
    assert found.verdict == S, (found.reason, why)


IN_ORDER = [
    ("上田、上伊那、佐久には、18名、18名、17名が出席した。", "17名", S),
    ("上田、上伊那、佐久には、18名、17名、18名が出席した。", "17名", C),
    ("長野と南信州は28名、24名だった。", "28名", S),
    ("長野と南信州は24名、28名だった。", "28名", C),
    ("里親と児相はそれぞれ12名、26名だった。", "26名", S),
    ("2番目に多いのは18名（上田、上伊那）だった。", "18名", C),
    ("3番目に多いのは18名（上田、上伊那）だった。", "18名", S),
    ("長野地域は、市町村7名、施設15名、里親2名、児相3名の計28名だった。", "28名", S),
    ("長野地域は、市町村7名、施設15名、里親2名、児相3名の計29名だった。", "29名", C),
    ("出席した里親12名のうち3名は上田地域からだった。", "12名", S),
    ("出席した里親12名のうち3名は上田地域からだった。", "3名", S),
    ("出席した里親12名のうち2名は上田地域からだった。", "2名", C),
    ("松本地域（16名）は長野地域（28名）の57.1％にあたる。", "57.1％", S),
    ("松本地域（16名）は長野地域（28名）の47.1％にあたる。", "47.1％", C),
    ("上田地域の里親3名に対し、児相は5名で2名多い。", "2名", S),
    ("上田地域の里親3名に対し、児相は5名で2名少ない。", "2名", C),
    ("南信州は長野に次ぐ24名だった。", "24名", S),
    ("南信州は長野に次ぐ18名だった。", "18名", C),
    ("登録里親数の目標は300世帯以上だ。", "300世帯", C),
    ("会場のうち7か所は合同庁舎だった。", "7か所", S),
    ("合同庁舎で開かれたのは8地域である。", "8地域", C),
    ("意見は22件あった。", "22件", S),
    ("意見は25件あった。", "25件", C),
]


@pytest.mark.parametrize(("text", "figure", "verdict"), IN_ORDER)
def test_lists_parts_and_comparisons_are_read_as_they_stand(checker, text, figure, verdict):
    found = claim(checker, text, figure)
    assert found.verdict == verdict, found.reason
