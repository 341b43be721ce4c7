"""Counts of verdicts, and a checked text cut at its marks."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.check.summary import count, runs
from assistant.check.types import Checked, Claim, Quote


def claim(text: str, start: int, end: int, verdict: str = "supported") -> Claim:
    return Claim(text[start:end], start, end, 1, "名", verdict, None, "")


def quote(text: str, start: int, end: int, verdict: str = "verbatim") -> Quote:
    return Quote(text[start:end], start, end, verdict, "")


def test_every_verdict_is_counted_also_where_there_is_none():
    text = "1名2名"
    checked = Checked(text, (claim(text, 0, 2), claim(text, 2, 4, "contradicted")), (), ())
    counts = count(checked)
    assert counts.claims == {"supported": 1, "contradicted": 1, "not_in_source": 0}
    assert counts.quotes == {"verbatim": 0, "differs": 0, "not_found": 0}


def test_a_figure_inside_a_quotation_has_both_and_the_brackets_belong_to_the_quotation():
    text = "県は「計16名」と"
    checked = Checked(text, (claim(text, 4, 7),), (quote(text, 3, 7),), ())
    assert [(r.text, r.claim, r.quote, r.ends_quote) for r in runs(checked)] == [
        ("県は", None, None, False),
        ("「計", None, 1, False),
        ("16名", 1, 1, False),
        ("」", None, 1, True),
        ("と", None, None, False),
    ]


def test_neighbours_stay_apart():
    text = "1名2名"
    checked = Checked(text, (claim(text, 0, 2), claim(text, 2, 4)), (), ())
    assert [(r.text, r.claim) for r in runs(checked)] == [("1名", 1), ("2名", 2)]


spans = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=6)


@given(st.text("あ1名「」\n", max_size=25), spans, spans)
def test_the_runs_of_any_text_are_that_text(text, claims, quotes):
    checked = Checked(
        text,
        tuple(claim(text, *sorted(span)) for span in sorted(claims)),
        tuple(quote(text, *sorted(span)) for span in sorted(quotes)),
        (),
    )
    found = list(runs(checked))
    assert "".join(run.text for run in found) == text
    assert all(run.text and text[run.start :].startswith(run.text) for run in found)
    numbers = [run.claim for run in found if run.claim]
    assert numbers == sorted(numbers)
    ends = [run.quote for run in found if run.ends_quote]
    assert len(ends) == len(set(ends)) == len({run.quote for run in found if run.quote})
