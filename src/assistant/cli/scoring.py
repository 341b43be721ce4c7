"""The command that scores the project's own sets: eval."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.cli import commands

if TYPE_CHECKING:
    from assistant.evaluation.datasets import Public


def evaluate(options: Namespace) -> int:
    """Score the question sets, search and the checking of figures, and say what has changed.

    What narrows the questions leaves search out.
    """
    from assistant.cli.layout import grid
    from assistant.config import load_settings
    from assistant.evaluation import claims, golden, questions, report, retrieval

    settings = load_settings()
    folder = Path(options.questions or settings.root / "tests" / "questions")
    asked = questions.load_questions(folder, options.split)
    public = _load_public(options.datasets)
    assistant = commands.open_assistant()
    results = tuple(report.run(asked, assistant.ask))
    found = report.as_json(results, options.by, options.misses)
    texts = claims.load_texts(folder.parent / "check", options.split)
    checked = tuple(claims.run(texts, assistant.check))
    found["claims"] = claims.tally(checked)
    if options.misses:
        found["claim_misses"] = claims.misses(checked)
    narrowed = options.questions or options.split or options.by or options.misses
    lines = () if narrowed and not public else retrieval.run(settings, asked, public)
    found["search"] = [{"name": line.name, "figures": line.figures} for line in lines]
    if lines and not public:
        commands.tell("公開データは、--datasets でその場所を指定したときだけ測ります。")
    figures = golden.figures_of(found)
    kept = {} if options.questions else golden.load(settings.root)
    found["drift"] = golden.drift(kept, figures)
    if options.json:
        commands.write_json(found)
    else:
        print(grid(report.as_table(report.tally(results, options.by))))
        if lines:
            print(f"\n{grid(retrieval.as_table(lines))}")
        if texts:
            print(f"\n{grid(claims.as_table(found['claims']))}")
        _show_misses(found.get("misses", []))
        for miss in found.get("claim_misses", []):
            print(f"\n{miss['id']} {miss['figure']}: {miss['expected']} → {miss['verdict']}")
            print(f"  文: {miss['text']}\n  理由: {miss['reason']}")
        if found["drift"]:
            print("\n".join(["\n前の結果との違い", *found["drift"]]))
    if options.update_golden:
        commands.tell(f"{golden.update(settings.root, figures)} に今回の結果を書きました。")
    return 0


def _load_public(folder: str | None) -> Public | None:
    """Read the public sets, and tell which are not there."""
    if folder is None:
        return None
    from assistant.evaluation.datasets import load_public

    public = load_public(Path(folder))
    if public.missing:
        commands.tell(f"{'、'.join(public.missing)} は {folder} にないので、測りません。")
    return public


def _show_misses(misses: list[dict[str, Any]]) -> None:
    for miss in misses:
        print(f"\n{miss['id']}（{miss['topic']}・{miss['outcome']}）{miss['why']}")
        for earlier in miss["history"]:
            print(f"  前: {earlier}")
        print(f"  問: {miss['question']}\n  答: {miss['answer']}")
