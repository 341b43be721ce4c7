"""Where a model of the hub lies on this machine. Nothing is downloaded from here."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from assistant.errors import EncoderError

OFFICIAL: Final = "sentence-transformers"
"""The owner of a model that is named without one, as the library of that name has it."""


def find_model(model: Path | str, what: str, back: str) -> Path:
    """Return the folder of a model: of one that was downloaded before, if it is a name.

    ``what`` is the kind of model, in Japanese, and ``back`` the option that goes back to the
    default, for the sentence. Raises EncoderError where it is not on this machine.
    """
    advice = (
        f"「assistant index {back}」で元に戻してください（設定は assistant.toml でもできます）。"
    )
    if isinstance(model, Path):
        if not model.is_dir():
            raise EncoderError(
                f"{what}のフォルダー {model} がありません。場所を確かめるか、{advice}"
            )
        return model
    from huggingface_hub import snapshot_download

    full = model if "/" in model else f"{OFFICIAL}/{model}"
    try:
        return Path(snapshot_download(full, local_files_only=True))
    except (OSError, ValueError) as error:  # not in the cache; not a name at all
        raise EncoderError(
            f"{what}「{model}」がこのパソコンにありません。"
            f"ネットワークにつないで「hf download {full}」で取り込むか、{advice}"
        ) from error


def without_progress_bars() -> None:
    """Keep the library from drawing a bar for every model it loads."""
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
