"""What is not as it was is said, old before new; an update keeps what was not measured."""

import json

import pytest

from assistant.errors import InputError
from assistant.evaluation import golden

REPORT = {
    "rows": [{"name": "text-dev", "exact": 9, "exact_share": 0.9}],
    "search": [{"name": "検索", "figures": {"dev @1": 0.875}}],
}


def test_figures_have_names():
    assert golden.figures_of(REPORT) == {"text-dev exact": 9, "検索: dev @1": 0.875}


@pytest.mark.parametrize(
    ("kept", "expected", "why"),
    [
        ({}, [], "nothing was kept"),
        ({"text-dev exact": 9, "検索: dev @1": 0.875}, [], "nothing changed"),
        ({"text-dev exact": 8}, ["text-dev exact: 8 → 9"], "old before new"),
        ({"JSQuAD": 0.92}, [], "not measured this time"),
    ],
)
def test_drift(kept, expected, why):
    assert golden.drift(kept, golden.figures_of(REPORT)) == expected, why


def test_an_update_keeps_what_was_not_measured(tmp_path):
    golden.update(tmp_path, {"a": 1, "b": 2})
    file = golden.update(tmp_path, {"b": 3})
    assert golden.load(tmp_path) == {"a": 1, "b": 3}
    assert json.loads(file.read_text(encoding="utf-8")) == {"a": 1, "b": 3}
    assert [each.name for each in file.parent.iterdir()] == ["golden.json"]


def test_a_broken_file_is_said(tmp_path):
    file = golden.update(tmp_path, {})
    file.write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="--update-golden"):
        golden.load(tmp_path)
